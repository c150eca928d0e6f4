"""The figures of a survey: of all, of a selection, of two questions against each other.

Of an anonymous survey a selection shows no figure under ten, and none that could be reckoned from others:
- By one question or by days, the whole table of that question (or those days) against another is made safe
  once (`suppression.protect`), and every selection is a sum of what that table shows. However many
  selections somebody compares, they learn what the table shows and no more.
- By more at a time, a table is shown only where not one figure of it, down to the finest group, is under
  ten, so that there is nothing to reckon.
The totals of each question are known to who sees these pages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from legation.surveys.results.counting import Sheet
from legation.surveys.results.guarding import Counts, Several, Single, pair_of_all
from legation.surveys.results.partitions import Partition, partitions
from legation.surveys.results.selecting import Axis, Selection, axes
from legation.surveys.results.sides import sides_of


@dataclass(frozen=True)
class Cross:
    """Two questions against each other: a list of counts for each line of `rows`."""

    rows: Axis
    columns: Axis
    counts: list[Counts]


@dataclass(frozen=True)
class Figures:
    """What may be shown. `count` is None where the selection is too small, or leaves too few out: then
    there is nothing else. `by_key` are the counts of each partition, in the order of its values."""

    count: int | None
    by_key: dict[str, Counts] = field(default_factory=dict)
    cross: Cross | None = None


def of_all(sheet: Sheet) -> Figures:
    """Everything that was counted."""
    return _counted(sheet, sheet.everybody, None)


def figures(sheet: Sheet, selection: Selection, *, anonymous: bool) -> Figures:
    """The figures of a selection, with its cross-table."""
    sides = sides_of(sheet, selection, anonymous=anonymous)
    pair = _pair(sheet, selection)
    if not anonymous:
        mask = sheet.everybody
        for side in sides:
            mask &= side.meant
        return _counted(sheet, mask, pair)
    if not sides:
        cross = _crossed(pair, lambda row, column: pair_of_all(sheet, row, column)) if pair else None
        return Figures(sheet.count, of_all(sheet).by_key, cross)
    guard = Single(sheet, sides[0]) if len(sides) == 1 and sides[0].is_one else Several(sheet, sides)
    if guard.count is None:
        return Figures(None)
    found = {each.key: guard.counts(each) for each in partitions(sheet.definition)}
    several = Several(sheet, sides)
    return Figures(guard.count, found, _crossed(pair, several.pair) if pair else None)


def _counted(sheet: Sheet, mask: int, pair: tuple[Axis, Axis] | None) -> Figures:
    found: dict[str, Counts] = {each.key: [*each.count(sheet, mask)] for each in partitions(sheet.definition)}

    def counts(row: Partition, column: Partition) -> list[Counts]:
        return [[*column.count(sheet, group & mask)] for group in row.groups(sheet)]

    return Figures(mask.bit_count(), found, _crossed(pair, counts) if pair else None)


def _pair(sheet: Sheet, selection: Selection) -> tuple[Axis, Axis] | None:
    known = axes(sheet.definition)
    rows, columns = known.get(selection.rows), known.get(selection.columns)
    return (rows, columns) if rows and columns and rows.key != columns.key else None


def _crossed(pair: tuple[Axis, Axis], counts: Callable[[Partition, Partition], list[Counts]]) -> Cross:
    """The lines of both axes against each other; each two partitions are counted once."""
    rows, columns = pair
    tables: dict[tuple[str, str], list[Counts]] = {}
    found: list[Counts] = []
    for row, value in rows.lines:
        line: Counts = []
        for column, head in columns.lines:
            key = (row.key, column.key)
            if key not in tables:
                tables[key] = counts(row, column)
            line.append(tables[key][row.values.index(value)][column.values.index(head)])
        found.append(line)
    return Cross(rows, columns, found)
