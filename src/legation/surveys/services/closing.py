"""The end of a survey: at its date, at its number, or because somebody closes it."""

from __future__ import annotations

import uuid

from django.db import transaction

from legation.kernel import clock
from legation.ledger.services import Act, record
from legation.surveys.models import Survey
from legation.surveys.services.announcing import tell_the_edge
from legation.surveys.services.settling import settle
from legation.surveys.services.tallies import count


def close(survey: Survey, *, actor: uuid.UUID | None = None, why: str = "") -> None:
    """End it now, for good; fewer than ten answers still held are destroyed. Closing twice changes nothing."""
    with transaction.atomic():
        stored = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
        if not stored.is_closed:
            stored.ended_at = clock.now()
            stored.save(update_fields=["ended_at"])
            record(Act("survey.closed", actor=actor, reason=why, detail={"survey": stored.slug}))
            tell_the_edge()
    survey.ended_at = stored.ended_at
    if stored.anonymous:
        settle(stored)


def close_if_full(survey: Survey) -> bool:
    """Close a survey that has its number of answers. Called at fixed intervals only: at the moment of the
    last answer it would note when that came."""
    if survey.closes_after is None or not survey.is_open or count(survey) < survey.closes_after:
        return False
    close(survey, why=f"{survey.closes_after} answers")
    return True
