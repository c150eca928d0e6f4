"""By what an application is found at the desk: the names, addresses and passports in its answers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from django.db.models.signals import post_save

from legation.casework.applications.models import Application
from legation.casework.applications.queries import application_of
from legation.casework.cases.models import Case
from legation.casework.cases.models import Kind as CaseKind
from legation.casework.desk.finding.indexing import add_source, index
from legation.casework.desk.finding.words import Kept, What
from legation.privacy.gateway import deliver
from legation.questions.answers import Answer, Answers, entries
from legation.questions.definition import Definition, Kind, Question, Step

FOUND_BY = {Kind.EMAIL: What.EMAIL, Kind.PASSPORT: What.DOCUMENT, Kind.ADDRESS: What.ADDRESS}
LINES = ("line1", "line2", "postcode")  # not the city: it is that of half of all applicants


def texts(case: Case) -> Iterator[Kept]:
    """What is in the answers; nothing once they were erased."""
    application = application_of(case) if case.kind == CaseKind.APPLICATION else None
    if application is None:
        return
    application.case = case
    answers: Answers = json.loads(deliver(application, ["answers"])["answers"] or "{}")
    definition = application.form.definition
    for question, what in _asked(definition.eligibility):
        yield from _of(what, answers.get(question.id))
    for step in definition.steps:
        places: list[Answers] = list(entries(answers, step.id)) if step.repeat else [answers]
        for place in places:
            for question, what in _asked(step.questions, _naming(definition, step)):
                yield from _of(what, place.get(question.id))


def _naming(definition: Definition, step: Step) -> Question | None:
    """Which question of the step asks for a name: in a list of people it is the first line of text."""
    if step.repeat is None:
        return definition.role("name")
    return next((one for one in step.questions if one.kind is Kind.TEXT), None)


def _asked(questions: Iterable[Question], naming: Question | None = None) -> Iterator[tuple[Question, What]]:
    for question in questions:
        if question == naming:
            yield question, What.NAME
        elif question.kind in FOUND_BY:
            yield question, FOUND_BY[question.kind]
        elif question.kind is Kind.LONG and question.id.rpartition("-")[2] == "address":
            yield question, What.ADDRESS


def _of(what: What, answer: Answer | None) -> Iterator[Kept]:
    if isinstance(answer, dict):
        yield Kept(what, "\n".join(answer.get(line, "") for line in LINES))
    elif isinstance(answer, str) and answer:
        yield Kept(what, answer)


def _saved(instance: Application, **_more: object) -> None:
    """Answers were written, corrected or erased."""
    index(instance.case)


add_source(texts)
post_save.connect(_saved, sender=Application, dispatch_uid="found by")
