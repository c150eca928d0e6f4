"""Counts whose time is over go."""

from __future__ import annotations

import datetime as dt

from legation.accounts.limits.models import Attempts
from legation.kernel import clock
from legation.schedule.jobs import recurring


@recurring("limits.forget", dt.timedelta(hours=1))
def forget() -> int:
    """Delete what counts no longer; returns how many."""
    gone, _by_model = Attempts.objects.filter(ends_at__lte=int(clock.now().timestamp())).delete()
    return int(gone)
