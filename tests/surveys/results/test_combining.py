"""Filters by all questions, days and a cross-table at once: no page shows a group under ten, and no page taken from
another leaves one."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, product

import pytest
from django.http import QueryDict

from legation.surveys.results import guarding, joint, tables
from legation.surveys.results.counting import Sheet
from legation.surveys.results.forms import ONLY, SelectionForm
from legation.surveys.results.selecting import Axis, Selection, line_value
from tests.surveys.results.patterns import DAY, FORMS, LATER, answers_to, form, many, question
from tests.surveys.results.test_differencing import Attack

KINDS = {
    "choices": FORMS["choices"],
    "many left open": form(
        question("one", ("a", "b")), many("hours", ("x", "y"), required=False), question("two", ("p", "q"))
    ),
    "matrix": FORMS["matrix"],
    "many of some": form(
        question("one", ("a", "b")),
        many("hours", ("x", "y"), when={"question": "one", "is": ["a"]}),
        question("two", ("p", "q")),
    ),
    "asked of some": FORMS["asked of some"],
    "number": FORMS["number"],
}
DAYS = ((None, None), (DAY, DAY), (LATER, None))
MOST_PAGES = 1500


@dataclass
class Notes:
    """Every figure that was shown, with the ways to answer (one bit each) that it counts."""

    figures: dict[int, int] = field(default_factory=dict)

    def learn(self, which: Sequence[int], total: int) -> None:
        """Write one down; what nobody can be in says nothing."""
        if which:
            self.figures[sum(1 << each for each in set(which))] = total

    def small(self) -> list[str]:
        """Figures under ten, and what is left under ten of one when another is taken from it."""
        found = [f"{each:b}: {count}" for each, count in self.figures.items() if count < 10]
        for one, other in combinations(self.figures, 2):
            small, large = sorted((one, other), key=int.bit_count)
            left = self.figures[large] - self.figures[small]
            if small & large == small and left < 10:
                found.append(f"{large:b} less {small:b}: {left}")
        return found


def choices(axis: Axis) -> list[list[str]]:
    """Nothing ticked, one answer, all but one."""
    values = [line_value(*line) for line in axis.lines][:4]
    return [[], *([each] for each in values), *([v for v in values if v != each] for each in values)]


def pages(attack: Attack, dice: random.Random) -> Iterator[Selection]:
    """What the page's own form makes of what is ticked: first few things, then everything at once."""
    keys = [*attack.axes]
    pairs = [("", ""), *combinations(keys, 2)]
    every = list(product(product(*(choices(attack.axes[key]) for key in keys)), pairs, DAYS))
    every = [each for each in every if len(attack.days) > 1 or each[2] == (None, None)]
    for ticked, (rows, columns), (first, last) in dice.sample(every, min(MOST_PAGES, len(every))):
        data = QueryDict(mutable=True)
        data.update({"rows": rows, "columns": columns})
        for key, values in zip(keys, ticked, strict=True):
            data.setlist(ONLY + key, values)
        asked = SelectionForm(attack.definition, data)
        assert asked.is_valid(), asked.errors
        yield replace(asked.selection(), first=first, last=last)


def looked(name: str, counts: Sequence[int], seed: str) -> Notes:
    """Everything that somebody saw on many pages."""
    number = len(answers_to(KINDS[name]))
    attack = Attack(KINDS[name], counts, (DAY, LATER)[: len(counts) // number])
    notes = Notes()
    attack.known = notes  # type: ignore[assignment]  # it learns in the same words
    for selection in pages(attack, random.Random(seed)):
        attack.learn(attack.meant(selection), tables.figures(attack.sheet, selection, anonymous=True))
    return notes


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """A guard is the same for every page of a sheet; it is made once here."""
    last: list[guarding.Guard] = []

    def guard(sheet: Sheet) -> guarding.Guard:
        if not last or last[0].sheet is not sheet:
            last[:] = [guarding.Guard(sheet)]
        return last[0]

    monkeypatch.setattr(tables, "Guard", guard)


@pytest.mark.parametrize("days", [1, 2])
@pytest.mark.parametrize("name", KINDS)
def test_no_two_pages_leave_a_small_group(name: str, days: int) -> None:
    dice = random.Random(name)
    number = len(answers_to(KINDS[name])) * days
    for _ in range(2):
        counts = [dice.choice((12, 15, 20, 40)) for _ in range(number)]
        for place in dice.sample(range(number), dice.choice((0, 1, 3))):
            counts[place] = dice.choice((0, 1, 4, 9))
        assert not looked(name, counts, name).small(), counts


def test_of_many_everything_at_once_is_shown() -> None:
    """Nothing would be safe too."""
    plenty = len(looked("choices", [20] * 18, "plenty").figures)
    assert plenty > len(looked("choices", FEW, "plenty").figures) > 20


FEW = [20] * 17 + [2]
OPEN = [20] * 9 + [4] + [20] * 6
SOME = [15, 1, 0, 15, 4, 9, 20, 12]
PLAINER = {
    "no groups of three": (guarding.Several, "_finest", lambda *_given: [1], "choices", FEW),
    "each of several answers by itself": (
        guarding.Several,
        "_is_told",
        lambda *_given: True,
        "many left open",
        OPEN,
    ),
    "several answers of some": (joint, "tell", lambda *_given: False, "many of some", SOME),
}


@pytest.mark.parametrize("rule", PLAINER)
def test_plainer_rules_let_something_out(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where, name, plainer, kind, counts = PLAINER[rule]
    assert not looked(kind, counts, rule).small()
    monkeypatch.setattr(where, name, plainer)
    assert looked(kind, counts, rule).small()
