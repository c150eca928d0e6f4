"""Whoever keeps every public table and takes the earlier from the later ones learns of no group under ten.

All tables of surveys with every kind of question, published again and again and at the end a last time.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from typing import Any

import pytest

from legation.questions.definition import Definition, Kind
from legation.surveys.packing import CHOSEN, pack
from legation.surveys.results import grouping, suppression
from legation.surveys.results.counting import Sheet
from legation.surveys.results.models import Publication
from legation.surveys.results.partitions import LIKELIHOODS, partitions
from legation.surveys.results.services import publishing
from legation.surveys.results.suppression import follow
from tests.surveys.results.attacking import Equations
from tests.surveys.results.patterns import DAY, FORMS, MARKS, answers_to, is_in
from tests.surveys.results.test_publishing import Shelf

SIZES = (0, 1, 4, 9, 10, 16, 25, 60)


class Reader:
    """Somebody who keeps every publication of a survey to which people come step by step."""

    def __init__(self, definition: Definition, come: Sequence[Sequence[int]]) -> None:
        self.definition, self.come = definition, come
        self.ways = answers_to(definition)
        self.known = Equations(len(self.ways) * len(come))
        self.truth = [count for step in come for count in step]
        self.parts = {each.key: each for each in partitions(definition)}
        self.looked: dict[str, list[int]] = {}  # for each table the steps after which it was renewed

    def read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        shelf = Shelf()
        monkeypatch.setattr(Publication, "objects", shelf, raising=False)
        for number in range(len(self.come)):
            shelf.is_closed = number == len(self.come) - 1
            if sum(map(sum, self.come[: number + 1])) < 10:
                continue
            before = len(shelf.rows)
            tables = list(publishing.renewed(shelf, self.sheet(number)))  # type: ignore[arg-type]  # a stand-in
            for row in shelf.rows[before:]:
                self.looked.setdefault(row.key, []).append(number)
            for table in tables:
                self.learn(table, self.looked[str(table["question"])][-1])

    def sheet(self, number: int) -> Sheet:
        words = [
            pack(self.definition, way) * count
            for step in self.come[: number + 1]
            for way, count in zip(self.ways, step, strict=True)
        ]
        data = "".join(words).encode("latin-1")
        return Sheet(self.definition, ((DAY, sum(map(sum, self.come[: number + 1]))),), data)

    def cells(self, which: Sequence[int], begin: int, end: int) -> list[int]:
        """These ways to answer, of those who came in these steps."""
        return [step * len(self.ways) + way for step in range(begin, end + 1) for way in which]

    def places(self, key: str, value: str) -> list[int]:
        """The ways to answer that a figure of a table counts."""
        question = self.definition.question(key.partition(".")[0])
        assert question is not None
        asked = [n for n, way in enumerate(self.ways) if question.asked(way)]
        if question.kind is Kind.MANY:
            part = self.parts[f"{key}.{value}"]
            return [n for n in asked if is_in(self.ways[n], part, CHOSEN)]
        if value in LIKELIHOODS:
            return [n for mark in MARKS[value] for n in self.places(key, str(mark))]
        return [n for n in asked if is_in(self.ways[n], self.parts[key], value)]

    def learn(self, table: dict[str, Any], number: int) -> None:
        key = table["question"]
        question = self.definition.question(key.partition(".")[0])
        assert question is not None
        asked = [n for n, way in enumerate(self.ways) if question.asked(way)]
        self.known.learn(self.cells(asked, 0, number), table["total"])
        for cell in table["cells"]:
            if cell["count"] is not None:
                self.known.learn(self.cells(self.places(key, cell["value"]), 0, number), cell["count"])

    def groups(self) -> Iterator[tuple[str, list[int], int]]:
        """Who gave an answer (of several: two of them), of all and of those who came between two publications;
        and of how many."""
        for key, numbers in self.looked.items():
            question = self.definition.question(key.partition(".")[0])
            assert question is not None
            asked = [n for n, way in enumerate(self.ways) if question.asked(way)]
            values = [choice.value for choice in question.choices] or [str(mark) for mark in question.marks]
            if question.kind is Kind.NPS:
                values = list(LIKELIHOODS)
            which = {value: self.places(key, value) for value in values}
            if question.kind is Kind.MANY:
                for one, other in combinations(values, 2):
                    which[f"{one} and {other}"] = [n for n in which[one] if n in which[other]]
            windows = [*((0, end) for end in numbers), *((a + 1, b) for a, b in pairwise(numbers))]
            for value, ways in which.items():
                for begin, end in windows:
                    of = sum(self.truth[n] for n in self.cells(asked, begin, end))
                    yield f"{key}={value} in {begin} to {end}", self.cells(ways, begin, end), of

    def leaks(self) -> list[str]:
        found = []
        for name, which, of in self.groups():
            if sum(self.truth[n] for n in which) < 10 and of >= 20:
                least, most = self.known.range_of(which)
                if most < 10 or most - least < 10:
                    found.append(f"{name}: {least} to {most}")
        return found


def leaks(name: str, come: Sequence[Sequence[int]]) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        reader = Reader(FORMS[name], come)
        reader.read(patch)
        return reader.leaks()


def thrown(dice: random.Random, ways: int) -> list[list[int]]:
    scale = dice.choice((1, 1, 3))
    return [[dice.choice(SIZES) * scale for _ in range(ways)] for _ in range(dice.choice((2, 3)))]


@pytest.mark.parametrize("name", FORMS)
def test_no_sequence_of_publications_tells_of_few(name: str) -> None:
    dice = random.Random(name)
    for _ in range(3):
        come = thrown(dice, len(answers_to(FORMS[name])))
        assert not leaks(name, come), come


# Choices of one, then two, then three; many of three groups by one, the other, both, none.
STEADY = [60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60]
FEW_CAME = [3, 0, 0, 0, 0, 0, 0, 0, 0, 40, 40, 40, 40, 40, 40, 40, 40, 40]
PLAINER = {
    "any step": (publishing, "follow", lambda *given, **_more: set(given[3]), "choices", [STEADY, FEW_CAME]),
    "any step of several": (
        publishing,
        "follow_several",
        lambda *given, **_more: set(given[3]),
        "many left open",
        [[60] * 12, [40, 0, 1, 40] * 3],
    ),
    "totals of several": (
        grouping,
        "pairs_told",
        lambda *_given: False,
        "many left open",
        [[30, 30, 1, 30] * 3],
    ),
    "steps of several": (
        suppression,
        "pairs_told",
        lambda *_given: False,
        "many left open",
        [[60] * 12, [40, 40, 1, 40] * 3],
    ),
    "few hidden alone": (
        publishing,
        "hide",
        lambda counts, **_more: {place for place, count in enumerate(counts) if count < 10},
        "asked of some",
        [[30, 30, 30, 30, 30, 30, 1, 1, 1, 30, 30, 30]],
    ),
}


@pytest.mark.parametrize("rule", PLAINER)
def test_the_attack_finds_what_plainer_rules_let_out(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where, name, plainer, kind, come = PLAINER[rule]
    assert not leaks(kind, come)
    monkeypatch.setattr(where, name, plainer)
    assert leaks(kind, come)


def test_at_the_end_what_tells_is_hidden_and_the_rest_is_shown() -> None:
    """Three more gave one answer, forty and more the others: the three go with another."""
    assert follow([60, 60, 60, 60], set(), [63, 100, 110, 120], set()) == {0, 1}
    assert follow([60, 60], set(), [63, 100], set()) is None
    assert follow([60, 20, 60], {1, 0}, [60, 20, 60], set()) == set()  # nobody came: the end shows more
    assert follow([60, 60, 60], set(), [59, 100, 100], set()) is None
