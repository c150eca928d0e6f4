"""Which survey is offered at the end of a service. Nothing leads from its answers to what was done there."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils import translation

from legation.kernel import clock
from legation.offices.models import Office
from legation.publishing.ports import SurveyCard, Surveys, offer_surveys
from legation.surveys.models import Survey


def offered_after(service: str, language: str, office: Office | None = None) -> Survey | None:
    """The open survey of the office, else of the ministry, that names the service (`letter`, `application`,
    `collection`) and is in this language. Only one that anyone may answer: no invitation leads to a person."""
    rows = Survey.objects.open().filter(access=Survey.Access.ANYONE).select_related("form")
    found = [
        row
        for row in rows
        if service in row.offered_after
        and language in row.form.definition.languages
        and row.office_id in (None, office.pk if office else None)
    ]
    return min(found, key=lambda row: (row.office_id is None, row.closes_at, row.slug), default=None)


def card(slug: str, language: str) -> SurveyCard | None:
    """What a page shows of a survey while it can be answered, in a language that it has."""
    found = Survey.objects.open().select_related("form").filter(slug=slug).first()
    if found is None or language not in found.form.definition.languages:
        return None
    with translation.override(language):
        path = reverse("survey_answer", args=[slug])
        return SurveyCard(found.title, path, found.closes_at, found.anonymous)


def changes(slug: str) -> dt.datetime | None:
    """When it opens or closes next."""
    found = Survey.objects.filter(slug=slug).first()
    moments = [found.opens_at, found.closes_at] if found else []
    return min((moment for moment in moments if moment > clock.now()), default=None)


def choices() -> list[tuple[str, str]]:
    """Every approved survey, newest first, so that a page keeps one that is over until it is taken out."""
    rows = Survey.objects.filter(state=Survey.State.APPROVED).select_related("form").order_by("-opens_at")
    return [(row.slug, row.title) for row in rows]


offer_surveys(Surveys(card, changes, choices))
