"""Whoever compares everything that is shown of an anonymous survey learns of no group under ten.

The attacker asks for every selection and every cross-table, writes down each figure as an equation, and
solves them exactly. The same attack finds what a plainer rule would let out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import chain, combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.questions.definition import Definition
from legation.questions.reading import read
from legation.surveys.packing import pack
from legation.surveys.results import guarding, tables
from legation.surveys.results.counting import Sheet
from legation.surveys.results.partitions import NO_ANSWER
from legation.surveys.results.selecting import Selection
from tests.surveys.results.attacking import Equations

ONE, TWO, THREE = ("a", "b"), ("p", "q", "r"), ("x", "y", "z")
CELLS = list(product(ONE, TWO, THREE))
DAY = dt.date(2026, 11, 2)


def question(name: str, values: Sequence[str], **more: Any) -> dict[str, Any]:
    choices = [{"value": value, "label": {"en": value}} for value in values]
    return {"id": name, "kind": "choice", "label": {"en": name}, "choices": choices, **more}


def form(*questions: dict[str, Any]) -> Definition:
    step = {"id": "all", "title": {"en": "All"}, "questions": list(questions)}
    return read({"languages": ["en"], "title": {"en": "Form"}, "steps": [step]})


FORM = form(question("one", ONE), question("two", TWO), question("three", THREE))


def sheet(counts: Sequence[int]) -> Sheet:
    words = [
        pack(FORM, dict(zip(("one", "two", "three"), cell, strict=True))) * count
        for cell, count in zip(CELLS, counts, strict=True)
    ]
    return Sheet(FORM, ((DAY, sum(counts)),), "".join(words).encode("latin-1"))


def subsets(values: Sequence[str]) -> Iterator[frozenset[str]]:
    sizes = range(1, len(values) + 1)
    return map(frozenset, chain.from_iterable(combinations(values, size) for size in sizes))


def selections() -> Iterator[Selection]:
    """Each question by each set of its answers, with and without each cross-table, and two at a time."""
    lists = {"one": ONE, "two": TWO, "three": THREE}
    for rows, columns in combinations(lists, 2):
        yield Selection(rows=rows, columns=columns)
    for name, values in lists.items():
        rows, columns = [other for other in lists if other != name]
        for wanted in subsets(values):
            yield Selection({name: wanted}, rows=rows, columns=columns)
    for first, second in combinations(lists, 2):
        for wanted, other in product(subsets(lists[first]), subsets(lists[second])):
            yield Selection({first: wanted, second: other})


LISTS = {"one": ONE, "two": TWO, "three": THREE}
PLACES = {"one": 0, "two": 1, "three": 2}


def those(meant: Sequence[int], *answers: tuple[str, str]) -> list[int]:
    """Of these cells those with all of these answers."""
    return [
        number for number in meant if all(CELLS[number][PLACES[name]] == value for name, value in answers)
    ]


def learn(known: Equations, meant: Sequence[int], found: tables.Figures) -> None:
    """All that one page shows."""
    if found.count is not None:
        known.learn(meant, found.count)
    for name, figures in found.by_key.items():
        for value, count in zip((*LISTS[name], NO_ANSWER), figures, strict=True):
            if count is not None:
                known.learn(those(meant, (name, value)), count)
    if found.cross is None:
        return
    for (row, value), line in zip(found.cross.rows.lines, found.cross.counts, strict=True):
        for (column, other), count in zip(found.cross.columns.lines, line, strict=True):
            if count is not None:
                known.learn(those(meant, (row.key, value), (column.key, other)), count)


def everything_shown(counts: Sequence[int]) -> Equations:
    """All that a patient reader of the pages knows."""
    known, shown = Equations(len(CELLS)), sheet(counts)
    learn(known, range(len(CELLS)), tables.of_all(shown))
    for selection in selections():
        meant = [
            number
            for number, cell in enumerate(CELLS)
            if all(cell[PLACES[name]] in wanted for name, wanted in selection.wanted.items())
        ]
        learn(known, meant, tables.figures(shown, selection, anonymous=True))
    return known


def leaks(counts: Sequence[int]) -> list[str]:
    """Groups under ten, of one answer with another, that the attacker narrows down to less than the totals
    of both answers would leave open if they were all that was shown."""
    known, totals = everything_shown(counts), Equations(len(CELLS))
    found = []
    sizes: dict[tuple[int, str], int] = {}
    for place, values in enumerate((ONE, TWO, THREE)):
        for value in values:
            which = [number for number, cell in enumerate(CELLS) if cell[place] == value]
            sizes[place, value] = sum(counts[number] for number in which)
            totals.learn(which, sizes[place, value])
    for (p, one), (q, other) in combinations(sizes, 2):
        which = [
            number for number, cell in enumerate(CELLS) if p != q and cell[p] == one and cell[q] == other
        ]
        if which and sum(counts[number] for number in which) < 10:
            least, most = known.range_of(which)
            before = totals.range_of(which)
            if most - least < 10 and most - least < before[1] - before[0]:
                found.append(f"{one}{other}: {least} to {most}")
    return found


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from([0, 1, 4, 9, 12, 15, 20, 40]), min_size=len(CELLS), max_size=len(CELLS)))
def test_all_selections_and_cross_tables_together_tell_of_no_small_group(counts: list[int]) -> None:
    assert not leaks(counts)


@pytest.mark.parametrize("rule", ["nothing", "small cells alone"])
def test_the_attack_finds_what_plainer_rules_let_out(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def plainly(table: list[list[int]], **_more: object) -> set[tuple[int, int]]:
        if rule == "nothing":
            return set()
        return {(i, j) for i, row in enumerate(table) for j, count in enumerate(row) if count < 10}

    counts = [20, 15, 3, 40, 20, 15, 20, 12, 40, 15, 20, 12, 20, 15, 40, 20, 40, 15]
    counts = [
        count + 20 if number not in (0, 1, 2) else (1, 1, 1)[number] for number, count in enumerate(counts)
    ]
    assert not leaks(counts)
    monkeypatch.setattr(guarding, "protect", plainly)
    assert leaks(counts)
