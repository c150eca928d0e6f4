"""Carrying a draft over to a newer version of its form without losing an answer.

An answer whose question is still there, in the same place, and takes it stays an answer. Every other
becomes a *former* one: it is kept and shown as no longer asked, and becomes an answer again when a later
version asks for it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from legation.questions.answers import ENTRY, Answer, Answers, Entry, entries, entry_id
from legation.questions.definition import Definition, Kind, Question
from legation.questions.models import FormDefinition

WRITTEN = (Kind.TEXT, Kind.LONG)


@dataclass(frozen=True)
class Former:
    """An answer that is no longer asked for. `form` is the id of the version that asked; `step` and
    `entry` name the entry of a repeating step that it was given in, if it was."""

    form: int
    question: str
    answer: Answer
    step: str = ""
    entry: str = ""


@dataclass(frozen=True)
class Carried:
    """What became of the answers."""

    answers: dict[str, Answer]
    former: list[Former]


def carry(
    answers: Answers,
    former: Iterable[Former],
    old: FormDefinition,
    new: FormDefinition,
    versions: Mapping[int, FormDefinition],
) -> Carried:
    """The answers as the new version takes them, and those that it does not. `versions` are those that
    the former answers were given to, by id."""
    asked_by = {**versions, old.pk: old}
    kept: dict[str, Answer] = {}
    for step in new.definition.steps:  # entries stay in their order, also while nothing in them fits
        if step.repeat and step.id in answers:
            given: list[Entry] = [{ENTRY: entry_id(entry)} for entry in entries(answers, step.id)]
            kept[step.id] = given
    left = []
    for item in (*_given(answers, old), *former):
        asked = asked_by[item.form].definition.question(item.question)
        now = new.definition.question(item.question)
        target = _target(kept, item, _place(new.definition, now))
        fit = asked is not None and now is not None and fits(asked, now, item.answer)
        if target is None or not fit or item.question in target:
            left.append(item)
        else:
            target[item.question] = item.answer
    return Carried(kept, left)


def fits(old: Question, new: Question, answer: Answer) -> bool:
    """Whether an answer to the old question answers the new one, so that nobody need look again."""
    if old.kind is not new.kind and not (old.kind in WRITTEN and new.kind in WRITTEN):
        return False
    if new.kind in WRITTEN:
        return new.most is None or len(str(answer)) <= new.most
    if new.kind in (Kind.CHOICE, Kind.MANY):
        values = {str(value) for value in answer} if isinstance(answer, list) else {str(answer)}
        return values <= {choice.value for choice in new.choices}
    if new.kind is Kind.RANKING and {choice.value for choice in old.choices} != {
        choice.value for choice in new.choices
    }:
        return False
    if new.kind is Kind.MATRIX:
        return _columns(old) == _columns(new)
    same = (old.money, old.issuer, old.least, old.most, old.first, old.last)
    return same == (new.money, new.issuer, new.least, new.most, new.first, new.last)


def _columns(matrix: Question) -> tuple[set[str], set[str], range]:
    """What each row of a matrix is answered with, and which rows there are."""
    rows, choices = {row.value for row in matrix.rows}, {choice.value for choice in matrix.choices}
    return rows, choices, matrix.marks


def _given(answers: Answers, old: FormDefinition) -> Iterator[Former]:
    """Every answer, by itself; what no version ever asked for belongs to nobody and is left out."""
    groups = {step.id for step in old.definition.steps if step.repeat}
    for name, answer in answers.items():
        if name not in groups:
            yield Former(old.pk, name, answer)
        else:
            for entry in entries(answers, name):
                for question, inner in entry.items():
                    if question != ENTRY:
                        yield Former(old.pk, question, inner, name, entry_id(entry))


def _place(definition: Definition, question: Question | None) -> str | None:
    """The repeating step in which the question stands, empty for none; None: there is no question."""
    if question is None:
        return None
    group = definition.group_of(question)
    return group.id if group else ""


def _target(kept: dict[str, Answer], item: Former, place: str | None) -> dict[str, Answer] | None:
    """Where the answer belongs now; None where its place is not there any more."""
    if place is None or place != (item.step if item.entry else ""):
        return None
    if not item.entry:
        return kept
    given = kept.setdefault(item.step, [])
    assert isinstance(given, list)
    for entry in given:
        if isinstance(entry, dict) and entry_id(entry) == item.entry:
            return entry
    new: Entry = {ENTRY: item.entry}
    given.append(new)  # type: ignore[arg-type]  # entries of a repeating step are entries alone
    return new
