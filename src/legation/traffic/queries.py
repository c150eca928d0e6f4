"""Totals of the traffic, read by DuckDB from segments and Parquet files together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from legation.kernel import clock
from legation.traffic.fields import COLUMNS, KEEP, hour_of, parquet_files, segment_files

VIEW = "method = 'GET' AND status IN (200, 304) AND place LIKE '/%' AND place NOT LIKE '/static/%'"


@dataclass(frozen=True)
class Day:
    """One day: answers, page views, bytes, and how many addresses asked."""

    day: dt.date
    answers: int
    views: int
    size: int
    addresses: int


@dataclass(frozen=True)
class Totals:
    """The figures of some days. Pairs are (what, how many), most first."""

    days: list[Day] = field(default_factory=list)
    statuses: list[tuple[str, int]] = field(default_factory=list)
    offices: list[tuple[str, int]] = field(default_factory=list)
    languages: list[tuple[str, int]] = field(default_factory=list)
    pages: list[tuple[str, int]] = field(default_factory=list)

    @property
    def answers(self) -> int:
        """All answers."""
        return sum(day.answers for day in self.days)

    @property
    def views(self) -> int:
        """All page views."""
        return sum(day.views for day in self.days)


@dataclass(frozen=True)
class PublicTotals:
    """What anybody may know of the traffic of some days."""

    since: dt.date
    until: dt.date
    views: int
    by_day: list[tuple[dt.date, int]]
    by_office: list[tuple[str, int]]
    by_language: list[tuple[str, int]]


def totals(data: Path, days: int = 30) -> Totals:
    """Figures of the last `days` days, today included; for staff."""
    with _opened(data, days) as connection:
        if connection is None:
            return Totals()
        rows = connection.sql(
            f"SELECT CAST(time AS DATE), count(*), count(*) FILTER ({VIEW}), coalesce(sum(bytes), 0),"  # noqa: S608  # our own constant
            " count(DISTINCT address) FROM records GROUP BY 1 ORDER BY 1"
        ).fetchall()
        return Totals(
            days=[Day(*row) for row in rows],
            statuses=_counted(connection, "CAST(status AS VARCHAR)", "true", 30),
            offices=_counted(connection, "office", f"office <> '' AND {VIEW}", 200),
            languages=_counted(connection, "language", f"language <> '' AND {VIEW}", 50),
            pages=_counted(connection, "place", VIEW, 20),
        )


def public_totals(data: Path, days: int = 30) -> PublicTotals:
    """Views of pages in the last `days` days, for the statistics page; no address was looked at."""
    until = clock.today()
    since = until - dt.timedelta(days=days - 1)
    with _opened(data, days) as connection:
        if connection is None:
            return PublicTotals(since, until, 0, [], [], [])
        by_day = connection.sql(
            f"SELECT CAST(time AS DATE), count(*) FROM records WHERE {VIEW} GROUP BY 1 ORDER BY 1"  # noqa: S608  # our own constant
        ).fetchall()
        return PublicTotals(
            since,
            until,
            sum(count for _day, count in by_day),
            by_day,
            _counted(connection, "office", f"office <> '' AND {VIEW}", 200),
            _counted(connection, "language", f"language <> '' AND {VIEW}", 50),
        )


def busiest(data: Path, day: dt.date, most: int = 20) -> list[int]:
    """How often the busiest addresses of a day came, most first, without the addresses."""
    with _opened(data, (clock.today() - day).days + 1) as connection:
        if connection is None:
            return []
        rows = connection.execute(
            "SELECT count(*) FROM records WHERE CAST(time AS DATE) = ? GROUP BY address ORDER BY 1 DESC LIMIT ?",
            [day, most],
        ).fetchall()
        return [count for (count,) in rows]


def _counted(
    connection: duckdb.DuckDBPyConnection, what: str, where: str, most: int
) -> list[tuple[str, int]]:
    query = f"SELECT {what}, count(*) FROM records WHERE {where} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {most}"  # noqa: S608  # constants of this file
    return connection.sql(query).fetchall()


class _opened:  # noqa: N801  # reads as a function
    """A connection whose view `records` holds the wanted days, or None when there is nothing."""

    def __init__(self, data: Path, days: int) -> None:
        since = clock.today() - dt.timedelta(days=min(days, KEEP.days) - 1)
        parquet = [file for file in parquet_files(data) if hour_of(file).date() >= since]
        known = {file.stem for file in parquet}
        segments = [
            file for file in segment_files(data) if hour_of(file).date() >= since and file.stem not in known
        ]
        self._sources = [
            *([f"SELECT * FROM read_parquet({_texts(parquet)})"] if parquet else []),  # noqa: S608  # our own file names
            *([f"SELECT * FROM {reading(segments)}"] if segments else []),  # noqa: S608  # likewise
        ]
        self._connection: duckdb.DuckDBPyConnection | None = None

    def __enter__(self) -> duckdb.DuckDBPyConnection | None:
        if self._sources:
            self._connection = connect()
            self._connection.sql(f"CREATE VIEW records AS {' UNION ALL '.join(self._sources)}")
        return self._connection

    def __exit__(self, *error: object) -> None:
        if self._connection is not None:
            self._connection.close()


def connect() -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB that takes no more than its share of the machine and asks no network."""
    options: dict[str, Any] = {"threads": 2, "memory_limit": "512MB", "autoinstall_known_extensions": False}
    return duckdb.connect(":memory:", config=options)


def reading(segments: Sequence[Path]) -> str:
    """The table expression that reads segments; a line cut off by a crash is left out."""
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in COLUMNS.items())
    return (
        f"read_csv({_texts(segments)}, delim='\\t', header=false, quote='', escape='', auto_detect=false,"
        f" ignore_errors=true, columns={{{columns}}})"
    )


def _texts(files: Sequence[Path]) -> str:
    quoted = ("'" + str(file).replace("'", "''") + "'" for file in files)
    return f"[{', '.join(quoted)}]"
