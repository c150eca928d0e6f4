"""What is tidied daily: what the member's details were more than a year ago."""

from __future__ import annotations

import datetime as dt

from legation.accounts.members.models import DetailChange
from legation.accounts.members.personal_data import HISTORY_DAYS
from legation.kernel import clock
from legation.schedule.jobs import recurring


@recurring("members.history", dt.timedelta(days=1))
def forget_history() -> int:
    """Delete earlier entries when their time is over; returns how many."""
    limit = clock.now() - dt.timedelta(days=HISTORY_DAYS)
    gone, _by_model = DetailChange.objects.filter(changed_at__lt=limit).delete()
    return gone
