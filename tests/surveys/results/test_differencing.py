"""Whoever compares everything that is shown of an anonymous survey learns of no group under ten.

The attacker asks for every selection and every cross-table of every kind of question, writes down each figure as
an equation over all answers that the form allows, and solves them exactly. The same attack finds what plainer
rules would let out.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations, product
from typing import Any

import pytest

from legation.questions.definition import Definition
from legation.surveys.packing import pack
from legation.surveys.results import grouping, guarding, joint, places, tables
from legation.surveys.results.counting import Sheet
from legation.surveys.results.partitions import LIKELIHOODS, Partition, partitions
from legation.surveys.results.selecting import Axis, Selection, axes, line_value
from tests.surveys.results.attacking import Equations
from tests.surveys.results.patterns import DAY, FORMS, LATER, MARKS, answers_to, form, is_in, many, question

Habit = Callable[[dict[str, Any]], bool]


@dataclass
class Attack:
    """What somebody knows of a sheet: `known` are equations over the ways to answer it on each day, of which
    they suppose that only these `happen`."""

    definition: Definition
    counts: Sequence[int]
    days: Sequence[dt.date] = (DAY,)
    happens: Habit = lambda _answers: True
    sheet: Sheet = field(init=False)

    def __post_init__(self) -> None:
        ways = [*filter(self.happens, answers_to(self.definition))]
        self.cells = [(day, answers) for day in self.days for answers in ways]
        assert len(self.cells) == len(self.counts)
        self.known = Equations(len(self.cells))
        of_day = dict.fromkeys(self.days, 0)
        words = []
        for (day, answers), count in zip(self.cells, self.counts, strict=True):
            of_day[day] += count
            words.append(pack(self.definition, answers) * count)
        self.sheet = Sheet(self.definition, tuple(of_day.items()), "".join(words).encode("latin-1"))
        self.parts = {each.key: each for each in partitions(self.definition)}
        self.axes = axes(self.definition)

    def those(self, meant: Sequence[int], *lines: tuple[Partition, str]) -> list[int]:
        """Of these cells those that are in all of these values."""
        return [n for n in meant if all(is_in(self.cells[n][1], *line) for line in lines)]

    def meant(self, selection: Selection) -> list[int]:
        """The cells that a selection means."""
        return [
            number
            for number, (day, answers) in enumerate(self.cells)
            if (not selection.first or day >= selection.first)
            and (not selection.last or day <= selection.last)
            and all(
                any(is_in(answers, *line) for line in self.axes[key].lines if line_value(*line) in wanted)
                for key, wanted in selection.wanted.items()
            )
        ]

    def selections(self) -> Iterator[Selection]:
        """Each question (or the days) by each set of its answers, with each cross-table, and two at a time."""
        pairs = [("", ""), *combinations(self.axes, 2)]
        for rows, columns in pairs:
            yield Selection(rows=rows, columns=columns)
        if len(self.days) > 1:
            for rows, columns in pairs:
                yield Selection({}, DAY, DAY, rows, columns)
                yield Selection({}, LATER, None, rows, columns)
        for name, axis in self.axes.items():
            for wanted, (rows, columns) in product(subsets(axis), pairs):
                yield Selection({name: wanted}, rows=rows, columns=columns)
        for first, second in combinations(self.axes, 2):
            for wanted, other in product(subsets(self.axes[first]), subsets(self.axes[second])):
                yield Selection({first: wanted, second: other})
                if len(self.days) > 1:
                    yield Selection({first: wanted, second: other}, DAY, DAY)

    def learn(self, meant: Sequence[int], found: tables.Figures) -> None:
        """All that one page shows."""
        if found.count is not None:
            self.known.learn(meant, found.count)
        for key, figures in found.by_key.items():
            part = self.parts[key]
            for value, count in zip(part.values, figures, strict=True):
                self._one(self.those(meant, (part, value)), count)
        for key, figures in found.likelihoods.items():
            for group, count in zip(LIKELIHOODS, figures, strict=True):
                which = [n for mark in MARKS[group] for n in self.those(meant, (self.parts[key], str(mark)))]
                self._one(which, count)
        for ranking in found.places:
            for value, counts in ranking.counts:
                for place, count in enumerate(counts):
                    name = ranking.question.id
                    self._one(
                        [
                            n
                            for n in meant
                            if (self.cells[n][1].get(name) or [])[place : place + 1] == [value]
                        ],
                        count,
                    )
        if found.cross is not None:
            for row, line in zip(found.cross.rows.lines, found.cross.counts, strict=True):
                for head, count in zip(found.cross.columns.lines, line, strict=True):
                    self._one(self.those(meant, row, head), count)

    def _one(self, which: Sequence[int], count: int | None) -> None:
        if count is not None:
            self.known.learn(which, count)

    def everything(self) -> None:
        """All that a patient reader of the pages knows."""
        for selection in self.selections():
            self.learn(self.meant(selection), tables.figures(self.sheet, selection, anonymous=True))

    def groups(self) -> Iterator[tuple[str, list[int]]]:
        """Who gave one answer, and who gave this and that; on a day, too."""
        lines = [(part, value) for part in self.parts.values() for value in part.values]
        every = range(len(self.cells))
        for line in lines:
            yield f"{line[0].key}={line[1]}", self.those(every, line)
            for day in self.days if len(self.days) > 1 else ():
                yield (
                    f"{day} {line[0].key}={line[1]}",
                    [n for n in self.those(every, line) if self.cells[n][0] == day],
                )
        for one, other in combinations(lines, 2):
            if one[0] is not other[0]:
                yield f"{one[0].key}={one[1]} {other[0].key}={other[1]}", self.those(every, one, other)

    def leaks(self) -> list[str]:
        """Groups under ten that the attacker knows to be under ten, or within less than ten."""
        if sum(self.counts) < 20:
            return []  # of so few nothing is wide
        self.everything()
        found = []
        for name, which in self.groups():
            if which and sum(self.counts[n] for n in which) < 10:
                least, most = self.known.range_of(which)
                if most < 10 or most - least < 10:
                    found.append(f"{name}: {least} to {most}")
        return found


def subsets(axis: Axis) -> Iterator[frozenset[str]]:
    values = [line_value(*line) for line in axis.lines]
    if len(values) > 4:
        values = values[:2]
    sizes = range(1, len(values) + 1)
    return map(frozenset, chain.from_iterable(combinations(values, size) for size in sizes))


SIZES = (0, 1, 4, 9, 12, 15, 20, 40)
ON_DAYS = form(question("one", ("a", "b")), many("hours", ("x", "y"), required=False))


def leaks(definition: Definition, counts: Sequence[int], days: Sequence[dt.date] = (DAY,)) -> list[str]:
    return Attack(definition, counts, days).leaks()


def thrown(dice: random.Random, number: int) -> list[int]:
    scale = dice.choice((1, 1, 2, 5))
    return [dice.choice(SIZES) * scale if dice.random() < 0.8 else dice.randint(0, 9) for _ in range(number)]


@pytest.mark.parametrize("name", FORMS)
def test_all_selections_and_cross_tables_together_tell_of_no_small_group(name: str) -> None:
    dice = random.Random(name)
    number = len(answers_to(FORMS[name]))
    for _ in range(3):
        counts = thrown(dice, number)
        assert not leaks(FORMS[name], counts), counts


def test_nor_do_days() -> None:
    dice = random.Random(1)
    for _ in range(3):
        counts = thrown(dice, 2 * len(answers_to(ON_DAYS)))
        assert not leaks(ON_DAYS, counts, (DAY, LATER)), counts


def small_alone(table: Sequence[Sequence[int]], **_more: object) -> set[tuple[int, int]]:
    return {(i, j) for i, row in enumerate(table) for j, count in enumerate(row) if count < 10}


def few_alone(counts: Sequence[int], **_more: object) -> set[int]:
    return {place for place, count in enumerate(counts) if count < 10}


def each_option_alone(_sheet: Sheet, own: Sequence[Partition], _asked: int, **_more: object) -> set[str]:
    return {part.part for part in own}


CHOICES = [1, 1, 1, *(40, 35, 55, 22, 60, 75, 35, 32) * 2][:18]
FEW = [20, 20, 1, 20, 20, 1, 30, 30, 2] * 2
RANKS = [30, 20, 12, 12, 3, 3, 15, 25, 20, 20, 0, 0]
OPEN = [30, 30, 40, 4, 40, 15, 2, 30, 12, 12, 1, 20]
SOME = [4, 4, 4, 4, 4, 4, 1, 1, 1, 40, 40, 40]
APART = [60, 35, 5, 0, 0, 0, 0, 60, 53, 7, 20, 0, 0, 0, 50, 50, 20, 0, 0, 0, 0]
PLAINER = {
    "nothing hidden": (guarding, "protect", lambda *_args, **_more: set(), "choices", CHOICES),
    "small figures alone": (guarding, "protect", small_alone, "choices", CHOICES),
    "few answers alone": (grouping, "hide", few_alone, "choices", FEW),
    "each of several by itself": (
        grouping,
        "options_told",
        each_option_alone,
        "many left open",
        [30, 30, 1, 30] * 3,
    ),
    "what is left of several": (joint, "tell", lambda *_args: False, "many of three", APART),
    "whoever was asked": (grouping, "asked_of", lambda found, *_args: found.everybody, "asked of some", SOME),
    "a table for each question": (
        guarding,
        "families",
        lambda definition: {each.id: frozenset({each.id}) for each in definition},
        "asked of some",
        thrown(random.Random(0), 12),
    ),
    "several answers like one": (guarding, "_is_many", lambda _part: False, "many left open", OPEN),
    "what two hide against each other": (
        guarding.Several,
        "_are_whole",
        lambda *_given: True,
        "many of three",
        APART,
    ),
    "all places": (places, "protect", lambda *_args, **_more: set(), "ranking", RANKS),
}


@pytest.mark.parametrize("rule", PLAINER)
def test_the_attack_finds_what_plainer_rules_let_out(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where, name, plainer, kind, counts = PLAINER[rule]
    assert not leaks(FORMS[kind], counts)
    monkeypatch.setattr(where, name, plainer)
    assert leaks(FORMS[kind], counts)


def all_or_none(answers: dict[str, Any]) -> bool:
    """Whoever leaves one row of a matrix open mostly leaves all: nobody must, and it can be supposed."""
    return len(answers.get("parts", ("desk", "phone"))) == 2


def supposed(counts: Sequence[int]) -> list[str]:
    return Attack(FORMS["matrix"], counts, happens=all_or_none).leaks()


def test_nor_does_who_leaves_all_rows_of_a_matrix_open(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random("rows")
    for _ in range(6):
        counts = thrown(dice, 10)
        assert not supposed(counts), counts
    counts = [0, 2, 80, 80, 30, 0, 40, 8, 6, 18]
    assert not supposed(counts)
    monkeypatch.setattr(guarding.Guard, "_kept_back", lambda *_given: set())
    assert supposed(counts)


def test_enough_is_still_told() -> None:
    """Hiding everything would be safe too."""
    found = tables.figures(
        Attack(FORMS["many of three"], [20] * 21).sheet,
        Selection(rows="one", columns="hours"),
        anonymous=True,
    )
    assert found.cross is not None
    assert all(count is not None for line in found.cross.counts for count in line)
    assert all(count is not None for counts in found.by_key.values() for count in counts)
