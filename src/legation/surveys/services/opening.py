"""Opening a survey; whether it is anonymous can be changed until somebody has answered."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.kernel import clock
from legation.kernel.errors import Conflict, LegationError
from legation.ledger.services import Act, record
from legation.offices.models import Office
from legation.privacy.models import Subject
from legation.questions.definition import Definition, Kind, Question
from legation.questions.models import FormDefinition
from legation.surveys.models import Survey
from legation.surveys.packing import COUNTED, columns
from legation.surveys.services.announcing import tell_the_edge
from legation.surveys.services.tallies import locked

ANONYMOUS_KINDS = (*COUNTED, Kind.LONG)
MOST_APART = 1000  # the numbers of which an anonymous survey asks for one: none that names a person


def check_form(definition: Definition, *, anonymous: bool) -> None:
    """A survey is answered in one go, by anybody: pages and conditions, but neither eligibility, entries nor
    files. An anonymous one asks nothing that could name a person.

    Raises LegationError.
    """
    columns(definition)  # a list that is too long to count is named
    if definition.eligibility or any(step.repeat for step in definition.steps):
        raise LegationError(
            _("A survey has no eligibility questions and no repeating steps: leave them out.")
        )
    for question in definition:
        _check_question(question, anonymous=anonymous)


def _check_question(question: Question, *, anonymous: bool) -> None:
    words = {"question": question.label, "most": MOST_APART}
    if question.kind is Kind.FILE:
        raise LegationError(_("A survey cannot ask for files: “%(question)s”.") % words)
    if question.kind is Kind.NUMBER and (question.least is None or question.most is None):
        sentence = _(
            "Say the least and the most for the number in “%(question)s”, so that it can be counted."
        )
        raise LegationError(sentence % words)
    if not anonymous:
        return
    if question.kind not in ANONYMOUS_KINDS or question.role:
        raise LegationError(
            _("An anonymous survey cannot ask “%(question)s”: the answer could name a person.") % words
        )
    if question.kind is Kind.NUMBER and (question.most or 0) - (question.least or 0) > MOST_APART:
        sentence = _(
            "The number in “%(question)s” could name a person. In an anonymous survey the least and the most"
            " are at most %(most)s apart."
        )
        raise LegationError(sentence % words)


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
        tell_the_edge()
    return survey


def set_anonymous(survey: Survey, anonymous: bool, *, actor: uuid.UUID | None = None) -> None:
    """Change the mode before anybody has answered. Raises Conflict afterwards, also while all answers are
    still held: the promise stands."""
    check_form(survey.form.definition, anonymous=anonymous)
    with locked(survey) as tally, transaction.atomic():  # nobody answers meanwhile
        stored = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
        if stored.withheld or stored.named.exists() or tally.complete:
            raise Conflict(_("Somebody has answered already; what they were promised cannot be changed."))
        Survey.objects.filter(pk=survey.pk).update(anonymous=anonymous)
        record(Act("survey.mode", actor=actor, detail={"survey": survey.slug, "anonymous": anonymous}))
    survey.anonymous = anonymous
