"""Suspensions that end by the clock: the member is told, and hashes of addresses go."""

from __future__ import annotations

import datetime as dt

from legation.accounts.models import Suspension
from legation.accounts.standing import services
from legation.schedule.jobs import recurring


@recurring("standing.ended", dt.timedelta(hours=1))
def tell_ended() -> int:
    """Returns how many ended since the last time. (They stopped counting with their hour itself.)"""
    rows = list(Suspension.objects.run_out()[:500])
    for row in rows:
        services.end(row)
    return len(rows)
