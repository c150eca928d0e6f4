"""Lines for spreadsheets, in which nothing that somebody wrote becomes a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

MARK = "\ufeff"  # without it, spreadsheets read Chinese and Arabic as something else
# Those of Chinese and Japanese keyboards count as the others there.
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def as_csv(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The rows in UTF-8 with a mark of it, one line after the other."""
    writer = csv.writer(_Echo())
    yield MARK
    for row in rows:
        yield str(writer.writerow([harmless(cell) for cell in row]))


def harmless(cell: object) -> object:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers stay."""
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return f"'{cell}"
    return "" if cell is None else cell
