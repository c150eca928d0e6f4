"""Public results, renewed in steps."""

from __future__ import annotations

from django.db import transaction

from legation.ledger.services import Act, record
from legation.surveys.models import Survey
from legation.surveys.queries import tables
from legation.surveys.services.announcing import tell_the_edge
from legation.surveys.services.settling import BATCH

PUBLISHING_STEP = 50


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
        tell_the_edge()
    return True
