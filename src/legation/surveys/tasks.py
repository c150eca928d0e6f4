"""What surveys do by themselves: settle batches, renew results, and at the close withhold the rest."""

from __future__ import annotations

import datetime as dt

from legation.schedule.jobs import recurring
from legation.surveys.models import Survey
from legation.surveys.services import publish_results, settle


@recurring("surveys.settle", dt.timedelta(minutes=10))
def settle_all() -> int:
    """Returns how many answers were moved."""
    moved = 0
    for survey in Survey.objects.filter(anonymous=True, held__isnull=False).distinct():
        moved += settle(survey)
    for survey in Survey.objects.filter(public_results=True):
        publish_results(survey)
    return moved
