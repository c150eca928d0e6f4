"""What results do by themselves: public ones are renewed, raw answers go on time."""

from __future__ import annotations

import datetime as dt

from legation.schedule.jobs import recurring
from legation.surveys.models import Survey
from legation.surveys.results.services.erasing import erase, is_due
from legation.surveys.results.services.publishing import publish_results
from legation.surveys.services.singly import singly


@recurring("surveys.publish", dt.timedelta(minutes=10))
def publish_all() -> int:
    """Returns how many surveys have new results."""
    open_to_all = Survey.objects.filter(public_results=True, erased_at=None).select_related("form", "seal")
    return singly(open_to_all, publish_results)


@recurring("surveys.erase", dt.timedelta(hours=6))
def erase_all() -> int:
    """Delete the raw answers whose time is over. Returns of how many surveys."""
    closed = Survey.objects.over().filter(erased_at=None).select_related("form", "seal", "office")
    return singly(closed, lambda survey: bool(is_due(survey)) and erase(survey) >= 0)
