"""The end of a survey's raw answers: the totals stay, the answers and all texts go."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from legation.kernel import clock
from legation.ledger.services import Act, record
from legation.privacy.models import Subject
from legation.surveys.models import SpentToken, Survey
from legation.surveys.results.counting import Sheet, load
from legation.surveys.results.models import GROUPS, FinalFigures, Publication, PublicTexts
from legation.surveys.results.selecting import Selection
from legation.surveys.results.services.publishing import publish_results
from legation.surveys.results.tables import figures

BATCH = 5000


def is_due(survey: Survey) -> bool:
    """Whether the time for which its answers are kept is over."""
    kept = dt.timedelta(days=survey.retention_days)
    return survey.is_closed and survey.erased_at is None and survey.closed_at + kept <= clock.now()


def erase(survey: Survey) -> int:
    """Keep the totals, delete the answers and texts, and make the texts in every backup unreadable. Does
    nothing before its time; returns how many answers went."""
    if not is_due(survey):
        return 0
    publish_results(survey)
    with transaction.atomic():
        stored = (
            Survey.objects.select_for_update(of=("self",)).select_related("form", "seal").get(pk=survey.pk)
        )
        if not is_due(stored):
            return 0
        sheet = load(stored)
        _keep(stored, sheet)
        people = list(stored.named.values_list("subject", flat=True))
        stored.answers.all().delete()
        stored.named.all().delete()
        SpentToken.objects.filter(survey=stored).delete()
        PublicTexts.objects.filter(survey=stored).delete()
        Publication.objects.filter(survey=stored).delete()
        for start in range(0, len(people), BATCH):
            for person in Subject.objects.filter(pk__in=people[start : start + BATCH]):
                person.erase()
        stored.seal.erase()
        stored.erased_at = clock.now()
        stored.save(update_fields=["erased_at"])
        office = stored.office.slug if stored.office else ""
        record(Act("survey.erased", office=office, detail={"survey": stored.slug, "answers": sheet.count}))
    return sheet.count


def _keep(survey: Survey, sheet: Sheet) -> None:
    """The totals as staff could see them: of an anonymous survey small ones are not kept at all."""
    found = figures(sheet, Selection(), anonymous=survey.anonymous)
    groups = {f"{key}{GROUPS}": counts for key, counts in found.likelihoods.items()}
    FinalFigures.objects.create(
        survey=survey,
        total=sheet.count,
        counts={**found.by_key, **groups},
        places={
            each.question.id: [(value, [*counts]) for value, counts in each.counts] for each in found.places
        },
    )
