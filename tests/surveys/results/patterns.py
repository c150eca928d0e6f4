"""Small forms of every kind, every way to answer them, and who is in which group, told without our own counting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import combinations, permutations, product
from typing import Any

from legation.questions.definition import Definition, Kind
from legation.questions.reading import read
from legation.surveys.packing import CHOSEN
from legation.surveys.results.partitions import NO_ANSWER, Partition

ONE, TWO, THREE = ("a", "b"), ("p", "q", "r"), ("x", "y", "z")
DAY = dt.date(2026, 11, 2)
LATER = dt.date(2026, 11, 3)
MARKS = {"detractors": range(7), "passives": range(7, 9), "promoters": range(9, 11)}


def listed(values: Sequence[str]) -> list[dict[str, Any]]:
    return [{"value": value, "label": {"en": value}} for value in values]


def question(name: str, values: Sequence[str], **more: Any) -> dict[str, Any]:
    return {"id": name, "kind": "choice", "label": {"en": name}, "choices": listed(values), **more}


def form(*questions: dict[str, Any]) -> Definition:
    step = {"id": "all", "title": {"en": "All"}, "questions": list(questions)}
    return read({"languages": ["en"], "title": {"en": "Form"}, "steps": [step]})


def many(name: str, values: Sequence[str], **more: Any) -> dict[str, Any]:
    return question(name, values, kind="many", **more)


IF_A = {"question": "one", "is": ["a"]}
FORMS = {
    "choices": form(question("one", ONE), question("two", TWO), question("three", THREE)),
    "many of two": form(question("one", THREE), many("hours", TWO[:2]), question("two", ONE)),
    "many left open": form(question("one", THREE), many("hours", TWO[:2], required=False)),
    "many of three": form(question("one", TWO), many("hours", THREE)),
    "many and many": form(many("hours", ONE), many("days", THREE[:2]), question("two", ONE)),
    "matrix": form(
        question("one", ONE),
        {
            **question("parts", ("good", "bad"), kind="matrix", required=False),
            "rows": listed(("desk", "phone")),
        },
    ),
    "asked of some": form(
        question("one", (*ONE, "c")), question("two", ("x", "y"), when=IF_A), question("three", TWO)
    ),
    "asked of some, left open": form(
        question("one", (*ONE, "c")),
        question("two", ("x", "y"), when=IF_A, required=False),
        question("three", ONE),
    ),
    "many of some": form(
        question("one", (*ONE, "c")), many("hours", ("x", "y"), when=IF_A), question("three", ONE)
    ),
    "ranking": form(question("one", ONE), question("order", THREE, kind="ranking")),
    "number": form(
        question("one", ONE),
        {
            "id": "often",
            "kind": "number",
            "label": {"en": "often"},
            "least": 0,
            "most": 4,
            "required": False,
        },
    ),
    "likelihood": form(
        question("one", ONE),
        {"id": "again", "kind": "nps", "label": {"en": "again"}, "required": False},
    ),
}


def answers_to(definition: Definition) -> list[dict[str, Any]]:
    """Every way to answer the form."""
    found: list[dict[str, Any]] = [{}]
    for each in definition:
        ways: list[Any] = [*ways_of(each)]
        found = [
            {**before, each.id: way} if way is not None else before
            for before in found
            for way in ([None] if not each.asked(before) else ways if each.required else [*ways, None])
        ]
    return found


def ways_of(each: Any) -> Iterator[Any]:
    values = [choice.value for choice in each.choices]
    if each.kind is Kind.MANY:
        yield from (list(some) for size in range(1, len(values) + 1) for some in combinations(values, size))
    elif each.kind is Kind.MATRIX:
        rows = [row.value for row in each.rows]
        for way in product([*values, None], repeat=len(rows)):
            if any(way):
                yield {row: value for row, value in zip(rows, way, strict=True) if value}
    elif each.kind is Kind.RANKING:
        yield from ([*way] for way in permutations(values))
    else:
        yield from values or each.marks or range(each.least or 0, (each.most or 0) + 1)


def is_in(answers: dict[str, Any], partition: Partition, value: str) -> bool:
    """Whether whoever answers so is in this value of the partition."""
    told, kind = answers.get(partition.question.id), partition.question.kind
    if kind is Kind.MANY:
        chose = told is None if partition.part == NO_ANSWER else partition.part in (told or [])
        return chose is (value == CHOSEN)
    if kind is Kind.MATRIX:
        told = (told or {}).get(partition.part)
    if kind is Kind.RANKING:
        told = told[0] if told else None
    return value == (NO_ANSWER if told is None else str(told))
