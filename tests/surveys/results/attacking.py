"""What an attacker can reckon: the least and the most of an unknown, given equations, in exact fractions.

Plain simplex with Bland's rule: slow, and never wrong by rounding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

Row = list[Fraction]


class Equations:
    """Sums of unknowns, none of them negative, that are known."""

    def __init__(self, unknowns: int) -> None:
        self.unknowns = unknowns
        self.rows: list[Row] = []

    def learn(self, which: Sequence[int], total: int) -> None:
        """The unknowns of these numbers are `total` together. What was known already adds nothing."""
        row = [Fraction(which.count(each)) for each in range(self.unknowns)] + [Fraction(total)]
        for known in self.rows:
            lead = next(place for place, value in enumerate(known) if value)
            if row[lead]:
                factor = row[lead]
                row = [mine - factor * theirs for mine, theirs in zip(row, known, strict=True)]
        if not any(row[:-1]):
            assert not row[-1], "these equations contradict each other"
            return
        lead = next(place for place, value in enumerate(row) if value)
        self.rows.append([value / row[lead] for value in row])

    def range_of(self, which: Sequence[int]) -> tuple[Fraction, Fraction]:
        """The least and the most that these unknowns can be together."""
        goal = [Fraction(which.count(each)) for each in range(self.unknowns)]
        return -_most(self.rows, [-value for value in goal]), _most(self.rows, goal)


def _most(rows: Sequence[Row], goal: Row) -> Fraction:
    unknowns, count = len(goal), len(rows)
    table = []
    for number, row in enumerate(rows):
        sign = -1 if row[-1] < 0 else 1
        helpers = [Fraction(number == other) for other in range(count)]
        table.append([sign * value for value in row[:-1]] + helpers + [sign * row[-1]])
    basis = [unknowns + number for number in range(count)]
    first = [Fraction(0)] * unknowns + [Fraction(-1)] * count
    assert _climb(table, basis, first, unknowns + count) == 0, "nothing fits these equations"
    _drop_helpers(table, basis, unknowns)
    return _climb(table, basis, goal + [Fraction(0)] * count, unknowns)


def _drop_helpers(table: list[Row], basis: list[int], unknowns: int) -> None:
    for number in range(len(basis)):
        if basis[number] >= unknowns:
            entering = next((place for place in range(unknowns) if table[number][place]), None)
            if entering is not None:
                _pivot(table, basis, number, entering)


def _climb(table: list[Row], basis: list[int], goal: Row, width: int) -> Fraction:
    while True:
        worth = [goal[each] for each in basis]
        entering = next(
            (
                place
                for place in range(width)
                if goal[place] > sum(each * row[place] for each, row in zip(worth, table, strict=True))
            ),
            None,
        )
        if entering is None:
            return sum((each * row[-1] for each, row in zip(worth, table, strict=True)), Fraction(0))
        limits = [
            (row[-1] / row[entering], basis[number], number)
            for number, row in enumerate(table)
            if row[entering] > 0
        ]
        assert limits, "nothing limits it"
        _pivot(table, basis, min(limits)[2], entering)


def _pivot(table: list[Row], basis: list[int], leaving: int, entering: int) -> None:
    by = table[leaving][entering]
    table[leaving] = [value / by for value in table[leaving]]
    for number, row in enumerate(table):
        if number != leaving and row[entering]:
            factor = row[entering]
            table[number] = [mine - factor * theirs for mine, theirs in zip(row, table[leaving], strict=True)]
    basis[leaving] = entering


def nothing_small(known: Equations, groups: Mapping[str, Sequence[int]], truth: Sequence[int]) -> list[str]:
    """The groups under ten of which the equations tell more than their size can hide: that they are under
    ten, or almost how many they are. An empty list is a failed attack."""
    found = []
    for name, which in groups.items():
        if sum(truth[each] for each in which) < 10:
            least, most = known.range_of(which)
            if most < 10 or most - least < 10:
                found.append(f"{name}: {least} to {most}")
    return found
