"""Opening a survey, taking an answer, settling batches, closing, publishing results."""

from __future__ import annotations

import datetime as dt
import json
import random
import uuid
from collections.abc import Mapping

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from legation.edge.bulletin import Change, announce
from legation.kernel import clock
from legation.kernel.errors import Conflict, LegationError
from legation.ledger.services import Act, record
from legation.offices.models import Office
from legation.privacy.gateway import deliver
from legation.privacy.models import Subject
from legation.questions.definition import Answer, Definition, Kind
from legation.questions.models import FormDefinition
from legation.surveys.models import (
    AnonymousAnswer,
    Choices,
    HeldAnswer,
    NamedAnswer,
    SpentToken,
    Survey,
    token_key,
)
from legation.surveys.queries import tables

BATCH = 10
PUBLISHING_STEP = 50
CLOSED_KINDS = (Kind.CHOICE, Kind.MANY, Kind.SCALE)
ANONYMOUS_KINDS = (*CLOSED_KINDS, Kind.LONG)
shuffler = random.SystemRandom()


def check_form(definition: Definition, *, anonymous: bool) -> None:
    """A survey is one page without conditions; an anonymous one asks nothing that could name a person.

    Raises LegationError.
    """
    if definition.eligibility or any(step.when or step.repeat for step in definition.steps):
        raise LegationError("A survey is one page: leave out eligibility, conditions and repeating steps.")
    for question in definition:
        if question.when or question.kind is Kind.FILE:
            raise LegationError(f"A survey cannot have conditions or files: {question.id}.")
        if anonymous and (question.kind not in ANONYMOUS_KINDS or question.role):
            raise LegationError(f"An anonymous survey cannot ask {question.id}: it could name a person.")


def open_survey(
    slug: str,
    form: FormDefinition,
    *,
    closes_at: dt.datetime,
    opens_at: dt.datetime | None = None,
    office: Office | None = None,
    anonymous: bool = True,
    public_results: bool = False,
    actor: uuid.UUID | None = None,
) -> Survey:
    """A new survey on this version of the form. Raises LegationError for a form that does not fit."""
    check_form(form.definition, anonymous=anonymous)
    with transaction.atomic():
        survey = Survey.objects.create(
            slug=slug,
            form=form,
            office=office,
            anonymous=anonymous,
            public_results=public_results,
            opens_at=opens_at or clock.now(),
            closes_at=closes_at,
            seal=Subject.objects.create(),
        )
        where = office.slug if office else ""
        record(
            Act("survey.opened", actor=actor, office=where, detail={"survey": slug, "anonymous": anonymous})
        )
        _tell_the_edge()
    return survey


def set_anonymous(survey: Survey, anonymous: bool, *, actor: uuid.UUID | None = None) -> None:
    """Change the mode before anybody has answered. Raises Conflict afterwards: the promise stands."""
    with transaction.atomic():
        stored = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
        if stored.settled or stored.withheld or stored.held.exists() or stored.named.exists():
            raise Conflict("Somebody has answered already; what they were promised cannot be changed.")
        check_form(stored.form.definition, anonymous=anonymous)
        Survey.objects.filter(pk=survey.pk).update(anonymous=anonymous)
        record(Act("survey.mode", actor=actor, detail={"survey": survey.slug, "anonymous": anonymous}))
    survey.anonymous = anonymous


def take(survey: Survey, answers: Mapping[str, Answer], token: str) -> bool:
    """Keep one answer; False when this page was sent already, which changes nothing.

    Of an anonymous answer no ledger record is written: its time would tell. Raises Conflict when the
    survey is not open.
    """
    if survey.is_closed or not survey.has_begun:
        raise Conflict(_("This survey is closed."))
    choices, words = _split(survey.form.definition, answers)
    try:
        with transaction.atomic():  # a spent token without its answer would be an answer lost
            SpentToken.objects.create(pk=token_key(token), survey=survey)
            _keep(survey, choices, words)
    except IntegrityError:
        return False
    return True


def _keep(survey: Survey, choices: Choices, words: str) -> None:
    if survey.anonymous:
        HeldAnswer.objects.create(survey=survey, day=clock.today(), choices=choices, words=words or None)
        _stir(survey)
        return
    person = Subject.objects.create()
    NamedAnswer.objects.create(survey=survey, subject=person, choices=choices, words=words or None)
    record(Act("survey.answered", about=(person.pk,), detail={"survey": survey.slug}))


def settle(survey: Survey) -> int:
    """Move the held answers to their place in random order once they are at least ten; after the
    close, fewer are destroyed. Returns how many were moved."""
    with transaction.atomic():
        stored = Survey.objects.select_for_update(of=("self",)).select_related("seal").get(pk=survey.pk)
        held = list(stored.held.select_related("survey__seal"))
        if len(held) < BATCH:
            if held and stored.is_closed:
                _withhold(stored, len(held))
            return 0
        shuffler.shuffle(held)
        for answer in held:
            AnonymousAnswer.objects.create(
                survey=stored,
                day=answer.day,
                choices=answer.choices,
                words=deliver(answer, ["words"])["words"] or None,
            )
        stored.held.all().delete()
        stored.settled += len(held)
        stored.save(update_fields=["settled"])
        record(Act("survey.batch", detail={"survey": stored.slug, "answers": len(held)}))
    return len(held)


def publish_results(survey: Survey) -> bool:
    """Renew the public results when at least fifty answers have come since, or at the close; small
    steps would tell single answers by subtraction. True when they changed."""
    survey.refresh_from_db()
    count = survey.settled + survey.named.count()
    new = count - survey.published_count
    if not survey.public_results or count < BATCH or new < (BATCH if survey.is_closed else PUBLISHING_STEP):
        return False
    with transaction.atomic():
        survey.published, survey.published_count = list(tables(survey, suppress=True)), count
        survey.save(update_fields=["published", "published_count"])
        record(Act("survey.results", detail={"survey": survey.slug, "answers": count}))
        _tell_the_edge()
    return True


def _stir(survey: Survey) -> None:
    """Write what is held again in random order, where the table would show the order of writing.

    On SQLite the random key is the place of the row, so nothing is to be done.
    """
    if connection.vendor == "sqlite":
        return
    held = list(survey.held.select_for_update())
    shuffler.shuffle(held)
    survey.held.filter(pk__in=[answer.pk for answer in held]).delete()
    HeldAnswer.objects.bulk_create(held)


def _withhold(survey: Survey, count: int) -> None:
    survey.held.all().delete()
    survey.withheld += count
    survey.save(update_fields=["withheld"])
    record(Act("survey.withheld", detail={"survey": survey.slug, "answers": count}))


def _split(definition: Definition, answers: Mapping[str, Answer]) -> tuple[Choices, str]:
    """What can be counted, and what is free text (sealed)."""
    choices: Choices = {}
    words: dict[str, Answer] = {}
    for question in definition:
        if question.id not in answers:
            continue
        if question.kind in CLOSED_KINDS:
            given = answers[question.id]
            assert not isinstance(given, dict)  # no closed question is answered so
            choices[question.id] = [str(value) for value in given] if isinstance(given, list) else given
        else:
            words[question.id] = answers[question.id]
    return choices, json.dumps(words, ensure_ascii=False) if words else ""


def _tell_the_edge() -> None:
    transaction.on_commit(lambda: announce(settings.LEGATION_DATA, Change.UPDATE, ["surveys"]))
