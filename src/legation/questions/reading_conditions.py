"""Reads the conditions of a form: which answers bring up a page or a question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from legation.offices.queries import is_country
from legation.questions.conditions import (
    Age,
    All,
    Amounts,
    Answered,
    Condition,
    Days,
    Either,
    Is,
    Looking,
    Not,
)
from legation.questions.definition import Question
from legation.questions.kinds import CHOOSING, COUNTING, Kind
from legation.questions.source import (
    WrongDefinition,
    amount_at,
    day_at,
    in_order,
    list_at,
    object_at,
    whole_at,
)

DEEPEST = 5
LONGEST = 20
OLDEST = 150


class Earlier:
    """What can be looked at from here: the questions before, and the repeating steps before."""

    def __init__(self) -> None:
        self.questions: dict[str, Question] = {}
        self.group_of: dict[str, str] = {}
        self.groups: set[str] = set()

    def add(self, question: Question) -> None:
        """The question stands before whatever is read from here on."""
        self.questions[question.id] = question

    def leave(self, group: str, inside: tuple[Question, ...]) -> None:
        """The repeating step is over: from outside, its questions are looked at in any entry."""
        self.groups.add(group)
        self.group_of.update({question.id: group for question in inside})


def condition(source: object, where: str, earlier: Earlier, depth: int = 1) -> Condition:
    """The condition in `source`. Raises WrongDefinition."""
    if depth > DEEPEST:
        raise WrongDefinition(f"{where} is nested more than {DEEPEST} deep.")
    if not isinstance(source, dict):
        raise WrongDefinition(f"{where} must be an object.")
    for key, kind in (("all", All), ("any", Either)):
        if key in source:
            object_at(source, where, {key}, set())
            parts = list_at(source[key], f"{where}.{key}")
            if not 1 <= len(parts) <= LONGEST:
                raise WrongDefinition(f"{where}.{key} must have 1 to {LONGEST} conditions.")
            return kind(
                tuple(
                    condition(part, f"{where}.{key}[{number}]", earlier, depth + 1)
                    for number, part in enumerate(parts)
                )
            )
    if "not" in source:
        object_at(source, where, {"not"}, set())
        return Not(condition(source["not"], f"{where}.not", earlier, depth + 1))
    return _looking(source, where, earlier)


def _looking(source: Mapping[str, Any], where: str, earlier: Earlier) -> Looking:
    object_at(
        source,
        where,
        {"question"},
        {"row", "is", "within", "answered", "least", "most", "first", "last", "age"},
    )
    name = source["question"] if isinstance(source["question"], str) else ""
    question = earlier.questions.get(name)
    if question is None and name not in earlier.groups:
        raise WrongDefinition(f"{where}.question must be an earlier question.")
    group = earlier.group_of.get(name, "")
    row = _row(source, where, question)
    asked = source.keys() - {"question", "row"}
    if asked == {"answered"}:
        if source["answered"] is not True:
            raise WrongDefinition(f"{where}.answered must be true; for the opposite, write it inside not.")
        return Answered(name, group, row=row)
    if question is None:
        raise WrongDefinition(f"{where}: of the repeating step {name} only answered can be asked.")
    if asked == {"is"} or (asked == {"is", "within"} and question.kind is Kind.RANKING):
        values = _values(source["is"], f"{where}.is", question, row)
        return Is(name, group, values, row=row, within=_within(source, where, question))
    if asked and asked <= {"least", "most"} and _is_counted(question, row):
        least, most = amount_at(source, "least", where), amount_at(source, "most", where)
        in_order(least, most, where)
        return Amounts(name, group, least, most, row=row)
    if asked and asked <= {"first", "last"} and question.kind is Kind.DATE:
        first, last = (_day(day_at(source, key, where)) for key in ("first", "last"))
        in_order(first, last, where, "first is after last")
        return Days(name, group, first, last)
    if asked == {"age"} and question.kind is Kind.DATE:
        return _age(source["age"], f"{where}.age", name, group)
    raise WrongDefinition(
        f"{where} must ask {name} one thing that fits it: is, answered, least and most, first and last, or age."
    )


def _row(source: Mapping[str, Any], where: str, question: Question | None) -> str:
    """The row of a matrix that is looked at; empty: the question as a whole."""
    if "row" not in source:
        return ""
    rows = {row.value for row in question.rows} if question else set()
    if not isinstance(source["row"], str) or source["row"] not in rows:
        raise WrongDefinition(f"{where}.row must be a row of a matrix that comes before.")
    return source["row"]


def _is_counted(question: Question, row: str) -> bool:
    """Whether the answer, or that of the row, is a number."""
    return question.kind in COUNTING or (bool(row) and bool(question.marks))


def _within(source: Mapping[str, Any], where: str, question: Question) -> int | None:
    """Among how many of the first places; one where a ranking says nothing."""
    if question.kind is not Kind.RANKING:
        return None
    places = whole_at(source, "within", where, least=1)
    if places is not None and places > question.places:
        raise WrongDefinition(f"{where}.within must be from 1 to {question.places} places.")
    return 1 if places is None else places


def _values(source: object, where: str, question: Question, row: str = "") -> tuple[str, ...]:
    values = list_at(source, where)
    if not values or not all(isinstance(value, str) for value in values):
        raise WrongDefinition(f"{where} must list texts.")
    listed = question.kind in (*CHOOSING, Kind.RANKING) or bool(row and question.choices)
    if listed and set(values) <= {choice.value for choice in question.choices}:
        return tuple(values)
    if question.kind in (Kind.COUNTRY, Kind.ADDRESS) and all(is_country(value) for value in values):
        return tuple(values)
    if listed or question.kind in (Kind.COUNTRY, Kind.ADDRESS):
        raise WrongDefinition(f"{where} must list choices of {question.id}.")
    raise WrongDefinition(f"{where} can be asked of a choice or a country only, not of {question.id}.")


def _age(source: object, where: str, name: str, group: str) -> Age:
    item = object_at(source, where, set(), {"least", "most"})
    least, most = whole_at(item, "least", where, least=0), whole_at(item, "most", where, least=0)
    if (least is None and most is None) or (least or 0) > OLDEST or (most or 0) > OLDEST:
        raise WrongDefinition(f"{where} must have least or most, in years up to {OLDEST}.")
    in_order(least, most, where)
    return Age(name, group, least, most)


def _day(written: str) -> dt.date | None:
    return dt.date.fromisoformat(written) if written else None
