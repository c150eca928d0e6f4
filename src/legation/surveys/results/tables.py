"""The figures of a survey: of all, of a selection, of two questions against each other.

Of an anonymous survey nothing shows a figure under ten, and nothing shows one that could be reckoned from others:
- Of each question the answers that few gave are told only together with others (`grouping`), everywhere.
- By one question or by days, the whole table of that question (or those days) against another is made safe
  once (`guarding`), and every selection is a sum of what that table shows. However many selections somebody
  compares, they learn what the tables show and no more.
- By more at a time, a table is shown only where not one figure of it, down to the finest group, is under
  ten, so that there is nothing to reckon.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from legation.questions.definition import Kind
from legation.surveys.results.counting import Sheet
from legation.surveys.results.grouping import Counts, Grouped
from legation.surveys.results.guarding import Guard, Several, Single
from legation.surveys.results.partitions import (
    LIKELIHOODS,
    Partition,
    likelihood_groups,
    likelihood_places,
    partitions,
)
from legation.surveys.results.places import Places, places
from legation.surveys.results.selecting import Axis, Selection, axes
from legation.surveys.results.sides import Side, sides_of
from legation.surveys.results.suppression import SMALLEST


@dataclass(frozen=True)
class Cross:
    """Two questions against each other: a list of counts for each line of `rows`."""

    rows: Axis
    columns: Axis
    counts: list[Counts]


@dataclass(frozen=True)
class Figures:
    """What may be shown. `count` is None where the selection is too small, or leaves too few out: then
    there is nothing else. `by_key` are the counts of each partition, in the order of its values, `likelihoods`
    those of the three groups of a likelihood, `places` those of each ranking."""

    count: int | None
    by_key: dict[str, Counts] = field(default_factory=dict)
    cross: Cross | None = None
    likelihoods: dict[str, Counts] = field(default_factory=dict)
    places: tuple[Places, ...] = ()


def figures(sheet: Sheet, selection: Selection, *, anonymous: bool) -> Figures:
    """The figures of a selection, with its cross-table."""
    sides = sides_of(sheet, selection, anonymous=anonymous)
    pair = _pair(sheet, selection)
    if anonymous:
        return _guarded(Guard(sheet), sides, pair)
    mask = sheet.everybody
    for side in sides:
        mask &= side.meant
    return _counted(sheet, mask, pair)


def _guarded(guard: Guard, sides: list[Side], pair: tuple[Axis, Axis] | None) -> Figures:
    sheet = guard.sheet
    if sheet.count < SMALLEST:
        return Figures(None)
    several = Several(guard, sides)
    if not sides:
        found: dict[str, Counts] = {
            each.key: [*each.counts(sheet.everybody)] for each in guard.parts.values()
        }
        cross = _crossed(pair, lambda row, column: _spread(guard, row, column, guard.table)) if pair else None
        return _figures(guard, sheet.count, found, cross, ranked=True)
    chosen = Single(guard, sides[0]) if len(sides) == 1 and not sides[0].options else several
    if chosen.count is None:
        return Figures(None)
    found = {each.key: chosen.figures(each) for each in guard.parts.values()}
    cross = _crossed(pair, lambda row, column: _spread(guard, row, column, several.table)) if pair else None
    return _figures(guard, chosen.count, found, cross, ranked=False)


def _figures(
    guard: Guard, count: int, found: dict[str, Counts], cross: Cross | None, *, ranked: bool
) -> Figures:
    """`found` are figures of classes. Places beside the first are told of everybody alone."""
    definition = guard.sheet.definition
    by_key = {key: part.spread(found[key]) for key, part in guard.parts.items()}
    likelihoods = {
        key: [part.together(found[key], likelihood_places(part.partition, each)) for each in LIKELIHOODS]
        for key, part in guard.parts.items()
        if part.partition is not None and part.partition.question.kind is Kind.NPS
    }
    rankings = [each for each in definition if each.kind is Kind.RANKING] if ranked else []
    return Figures(count, by_key, cross, likelihoods, tuple(map(guard.places, rankings)))


def _spread(
    guard: Guard,
    row: Partition,
    column: Partition,
    table: Callable[[Grouped, Grouped], list[Counts]],
) -> list[Counts]:
    """A table of classes as one of all values."""
    rows, heads = guard.of(row), guard.of(column)
    lines = [heads.spread(line) for line in table(rows, heads)]
    columns = [rows.spread([line[place] for line in lines]) for place in range(len(column.values))]
    return [[*line] for line in zip(*columns, strict=True)]


def _counted(sheet: Sheet, mask: int, pair: tuple[Axis, Axis] | None) -> Figures:
    known = partitions(sheet.definition)
    found: dict[str, Counts] = {each.key: [*each.count(sheet, mask)] for each in known}

    def counts(row: Partition, column: Partition) -> list[Counts]:
        return [[*column.count(sheet, group & mask)] for group in row.groups(sheet)]

    likelihoods: dict[str, Counts] = {
        each.key: [*likelihood_groups(each).count(sheet, mask)[:-1]]
        for each in known
        if each.question.kind is Kind.NPS
    }
    ranked = tuple(
        places(sheet, question, mask) for question in sheet.definition if question.kind is Kind.RANKING
    )
    cross = _crossed(pair, counts) if pair else None
    return Figures(mask.bit_count(), found, cross, likelihoods, ranked)


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
