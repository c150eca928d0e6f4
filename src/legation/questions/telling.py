"""Answers that were sent, in words, for whoever handles them: every question with its answer, those of a
repeating step under the heading of each entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from legation.questions.answers import Answers, entries, entry_id
from legation.questions.definition import Definition, Kind, Question
from legation.questions.fields import shown


@dataclass(frozen=True)
class Told:
    """Answers under one heading, which is empty for those of no entry."""

    heading: str
    rows: tuple[tuple[Question, str], ...]


def told(definition: Definition, answers: Answers, files: Mapping[str, str] | None = None) -> Iterator[Told]:
    """Everything that was answered, in the form's order and the active language. Files are left out, but
    for those whose names are given by their id."""
    yield Told("", _rows(definition.eligibility, answers, files))
    for step in definition.steps:
        if step.repeat is None:
            yield Told("", _rows(step.questions, answers, files))
            continue
        for number, entry in enumerate(entries(answers, step.id), start=1):
            yield Told(f"{step.repeat.entry} {number}", _rows(step.questions, entry, files))


def place_in_words(definition: Definition, answers: Answers, place: str) -> str:
    """What a file answers (`Attachment.question`), in words, such as “Child 2: Portrait”."""
    step_id, _dot, rest = place.partition(".")
    entry, _dot, inner = rest.partition(".")
    question = definition.question(inner or place)
    step = definition.step(step_id)
    label = str(question.label) if question else ""
    if not inner or step is None or step.repeat is None:
        return label
    ids = [entry_id(given) for given in entries(answers, step_id)]
    return f"{step.repeat.entry} {ids.index(entry) + 1}: {label}" if entry in ids else label


def _rows(
    questions: tuple[Question, ...], answers: Answers, files: Mapping[str, str] | None
) -> tuple[tuple[Question, str], ...]:
    return tuple(
        (question, shown(question, answers[question.id], files))
        for question in questions
        if question.id in answers and (question.kind is not Kind.FILE or files is not None)
    )
