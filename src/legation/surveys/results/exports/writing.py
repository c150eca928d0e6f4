"""The formats of an export."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
from django.utils.translation import gettext as _

from legation.questions.definition import Kind
from legation.surveys.results.exports.labels import codes_of, labels_of, syntax, title_of
from legation.surveys.results.exports.rows import DAY, Field, Source
from legation.surveys.results.spreadsheets import as_csv

CHUNK = 1 << 16
MEMORY = "256MB"


def csv_pieces(source: Source) -> Iterator[bytes]:
    """For spreadsheets: words in the active language instead of values."""
    columns = source.fields
    words = [labels_of(column) for column in columns]

    def lines() -> Iterator[list[object]]:
        yield [_("Day"), *(title_of(column) for column in columns)]
        for day, *cells in source.rows():
            yield [day, *(_word(names, cell) for names, cell in zip(words, cells, strict=True))]

    for line in as_csv(lines()):
        yield line.encode()


def json_pieces(source: Source) -> Iterator[bytes]:
    """One JSON object a line, with the values of the form."""
    names = [DAY, *(column.name for column in source.fields)]
    for row in source.rows():
        yield json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False).encode() + b"\n"


def parquet_pieces(source: Source) -> Iterator[bytes]:
    """A Parquet file in row groups, made from the lines by an engine that keeps its memory small."""
    types = {DAY: "DATE", **{column.name: _type(column) for column in source.fields}}
    with tempfile.TemporaryDirectory() as folder:
        lines, made = Path(folder, "lines.json"), Path(folder, "answers.parquet")
        with lines.open("wb") as file:
            file.writelines(json_pieces(source))
        with duckdb.connect() as engine:
            engine.execute(f"SET memory_limit = '{MEMORY}'")
            engine.execute(f"SET temp_directory = '{folder}'")
            listed = ", ".join(f"'{name}': '{kind}'" for name, kind in types.items())
            engine.execute(
                f"COPY (SELECT * FROM read_json('{lines}', format = 'newline_delimited', columns = {{{listed}}}))"  # noqa: S608  # names of a form: small letters, digits, underscores
                f" TO '{made}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 50000)"
            )
        lines.unlink()
        yield from _pieces(made)


def spss_pieces(source: Source) -> Iterator[bytes]:
    """A ZIP with numbers in CSV and a syntax file that reads them and gives them their labels."""
    columns = source.fields
    codes = [codes_of(column) for column in columns]

    def lines() -> Iterator[list[object]]:
        yield [DAY, *(column.name for column in columns)]
        for day, *cells in source.rows():
            yield [
                day,
                *(known.get(str(cell), _one_line(cell)) for known, cell in zip(codes, cells, strict=True)),
            ]

    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "answers.zip")
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("answers.sps", syntax(source.survey, columns))
            with archive.open("answers.csv", "w", force_zip64=True) as file:
                for line in as_csv(lines()):
                    file.write(line.encode())
        yield from _pieces(made)


# Content type, the end of the file's name, and how it is made.
FORMATS: dict[str, tuple[str, str, Callable[[Source], Iterator[bytes]]]] = {
    "csv": ("text/csv; charset=utf-8", "csv", csv_pieces),
    "json": ("application/x-ndjson", "jsonl", json_pieces),
    "parquet": ("application/vnd.apache.parquet", "parquet", parquet_pieces),
    "spss": ("application/zip", "zip", spss_pieces),
}


def _word(names: dict[str, str], cell: str | int | None) -> str | int | None:
    return None if cell is None else names.get(str(cell), cell)


def _one_line(cell: str | int | None) -> str | int | None:
    """SPSS and PSPP read each line as an answer, also within quotes."""
    return " ".join(cell.splitlines()) if isinstance(cell, str) else cell


def _type(column: Field) -> str:
    numbers = (Kind.SCALE, Kind.NPS, Kind.MANY, Kind.RANKING, Kind.NUMBER)
    marks = column.question.kind is Kind.MATRIX and not column.question.choices
    return "INTEGER" if column.question.kind in numbers or marks else "VARCHAR"


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            yield piece
