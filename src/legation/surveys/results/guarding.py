"""Selections from an anonymous survey, guarded so that comparing them tells of no small group."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, reduce
from itertools import product
from operator import and_

from legation.questions.definition import Kind
from legation.surveys.results.asking import known_nothing
from legation.surveys.results.counting import Sheet
from legation.surveys.results.partitions import Partition, may_stay_open, partitions
from legation.surveys.results.sides import Side
from legation.surveys.results.suppression import SMALLEST, protect

Counts = list[int | None]
MOST_GROUPS = 400  # that a selection by several questions is looked through for


def pair_of_all(sheet: Sheet, one: Partition, other: Partition) -> list[Counts]:
    """The table of two partitions over everybody, made safe; the same whichever comes first."""
    order = [each.key for each in partitions(sheet.definition)]
    if order.index(one.key) > order.index(other.key):
        return [[*line] for line in zip(*pair_of_all(sheet, other, one), strict=True)]
    table = [other.count(sheet, mask) for mask in one.groups(sheet)]
    known = known_nothing(sheet.definition, one, other)
    return _hidden(table, _kept_back(sheet, one, other), known)


class Single:
    """A selection by one question, or by days."""

    def __init__(self, sheet: Sheet, side: Side) -> None:
        self.sheet, self.side = sheet, side

    @cached_property
    def count(self) -> int | None:
        """How many are meant; None where they or the others are too few."""
        found = self.side.meant.bit_count()
        return found if found >= SMALLEST and not 0 < self.sheet.count - found < SMALLEST else None

    def counts(self, target: Partition) -> Counts:
        """The sum of the lines that are wanted; hidden where one of them is."""
        mine = self.side.partition
        if mine is not None and mine.key == target.key:
            return [
                mask.bit_count() * wanted
                for mask, wanted in zip(self.side.masks, self.side.wanted, strict=True)
            ]
        if mine is not None:
            table = pair_of_all(self.sheet, mine, target)
        else:
            plain = [target.count(self.sheet, mask) for mask in self.side.masks]
            table = _hidden(plain, _kept_back(self.sheet, None, target), set())
        lines = [line for line, wanted in zip(table, self.side.wanted, strict=True) if wanted]
        return [_sum(column) for column in zip(*lines, strict=True)]


class Several:
    """A selection by several questions at a time: shown where no group in it is small."""

    def __init__(self, sheet: Sheet, sides: Sequence[Side]) -> None:
        self.sheet, self.sides = sheet, sides

    @cached_property
    def groups(self) -> list[int] | None:
        """The finest groups that the sides make; None where one of them is small, or they are too many."""
        return _finest(self.sheet, [_lasting(side.masks) for side in self.sides])

    @cached_property
    def meant(self) -> int:
        """The mask of those who are meant."""
        return reduce(and_, (side.meant for side in self.sides), self.sheet.everybody)

    @cached_property
    def count(self) -> int | None:
        """How many are meant; None where nothing can be shown."""
        return self.meant.bit_count() if self.groups and self.meant.bit_count() >= SMALLEST else None

    def counts(self, target: Partition) -> Counts:
        """The counts of the target, all or none."""
        own = any(side.partition is not None and side.partition.key == target.key for side in self.sides)
        lasting = _lasting(target.groups(self.sheet))
        if own or self._are_safe(lasting):
            return [*target.count(self.sheet, self.meant)]
        return [None] * len(target.values)

    def pair(self, row: Partition, column: Partition) -> list[Counts]:
        """The table of two partitions within the selection, all or none."""
        rows = row.groups(self.sheet)
        heads = column.groups(self.sheet)
        own = {side.partition.key for side in self.sides if side.partition is not None}
        more = [_lasting(masks) for each, masks in ((row, rows), (column, heads)) if each.key not in own]
        if self._are_safe(*more):
            return [[*column.count(self.sheet, mask & self.meant)] for mask in rows]
        return [[None] * len(heads) for _row in rows]

    def _are_safe(self, *more: list[int]) -> bool:
        return bool(self.groups) and _finest(self.sheet, [self.groups or [], *more]) is not None


def _finest(sheet: Sheet, sides: Sequence[Sequence[int]]) -> list[int] | None:
    found = [sheet.everybody]
    for side in sides:
        if len(found) * len(side) > MOST_GROUPS:
            return None
        found = [one & other for one, other in product(found, side)]
        if any(mask.bit_count() < SMALLEST for mask in found):
            return None
    return found


def _lasting(masks: Sequence[int]) -> list[int]:
    """Without the groups that nobody is in: anybody can read that from the totals."""
    return [mask for mask in masks if mask]


def _kept_back(sheet: Sheet, one: Partition | None, other: Partition) -> set[tuple[int, int]]:
    """The rows of a matrix may be left open together, so that one of their tables could tell what another
    hides: of those who left them open no table shows anything."""
    found: set[tuple[int, int]] = set()
    if _is_open_matrix(sheet, other):
        last = len(other.values) - 1
        lines = len(one.values) if one else MOST_GROUPS
        found |= {(i, last) for i in range(lines)}
    if one is not None and _is_open_matrix(sheet, one):
        found |= {(len(one.values) - 1, j) for j in range(len(other.values))}
    return found


def _is_open_matrix(sheet: Sheet, partition: Partition) -> bool:
    return partition.question.kind is Kind.MATRIX and may_stay_open(sheet.definition, partition.question)


def _hidden(
    table: list[list[int]], besides: set[tuple[int, int]], known: set[tuple[int, int]]
) -> list[Counts]:
    places = {(i, j) for i, j in besides if i < len(table)}
    hidden = protect(table, besides=places - known, known=known)
    return [
        [None if (i, j) in hidden else count for j, count in enumerate(line)] for i, line in enumerate(table)
    ]


def _sum(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None
