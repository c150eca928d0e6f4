"""Counts of answers, with small cells hidden so that no subtraction brings them back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain

from django.utils.translation import gettext as _

from legation.questions.definition import Kind, Question
from legation.surveys.models import Survey

SMALLEST = 10
NO_ANSWER = "no-answer"


@dataclass(frozen=True)
class Cell:
    """One answer's count; None where it is hidden."""

    value: str
    count: int | None


def tables(survey: Survey, *, suppress: bool) -> Iterator[dict[str, object]]:
    """For each question with choices: `{"question", "total", "cells": [{"value", "count"}]}`."""
    definition = survey.form.definition
    questions = [q for q in definition if q.kind in (Kind.CHOICE, Kind.MANY, Kind.SCALE)]
    counters = {question.id: Counter[str]() for question in questions}
    total = 0
    rows = chain(
        survey.answers.values_list("choices", flat=True), survey.named.values_list("choices", flat=True)
    )
    for choices in rows:
        total += 1
        for question in questions:
            given = choices.get(question.id)
            counters[question.id].update(_values(given))
    for question in questions:
        values = _all_values(question)
        counts = [counters[question.id][value] for value in values]
        shown = hide(counts, total, several=question.kind is Kind.MANY) if suppress else counts
        cells = [Cell(value, count) for value, count in zip(values, shown, strict=True)]
        yield {"question": question.id, "total": total, "cells": [asdict(cell) for cell in cells]}


def hide(counts: Sequence[int], total: int, *, several: bool = False) -> list[int | None]:
    """The counts with None for each that must be hidden.

    One answer a person: each cell under ten is hidden, and with it the next smallest ones until at
    least two are hidden that hold at least ten together. Several answers: a cell is hidden when it,
    or the number of those who did not choose it, is under ten and not none.
    """
    if several:
        return [None if count < SMALLEST or 0 < total - count < SMALLEST else count for count in counts]
    hidden = {place for place, count in enumerate(counts) if count < SMALLEST}
    rest = sorted(
        (place for place in range(len(counts)) if place not in hidden), key=lambda place: counts[place]
    )
    while hidden and rest and (len(hidden) < 2 or sum(counts[place] for place in hidden) < SMALLEST):
        hidden.add(rest.pop(0))
    return [None if place in hidden else count for place, count in enumerate(counts)]


def labels(question: Question) -> dict[str, str]:
    """What each value means, in the active language."""
    found = {choice.value: str(choice.label) for choice in question.choices}
    if question.kind is Kind.SCALE:
        for value in range(question.least or 0, (question.most or 0) + 1):
            end = question.low if value == question.least else question.high if value == question.most else ""
            found[str(value)] = f"{value} – {end}" if end else str(value)
    return {**found, NO_ANSWER: _("No answer")}


def _all_values(question: Question) -> list[str]:
    if question.kind is Kind.SCALE:
        values = [str(value) for value in range(question.least or 0, (question.most or 0) + 1)]
    else:
        values = [choice.value for choice in question.choices]
    return values if question.required else [*values, NO_ANSWER]


def _values(given: object) -> list[str]:
    if given in (None, "", []):
        return [NO_ANSWER]
    return [str(value) for value in given] if isinstance(given, list) else [str(given)]
