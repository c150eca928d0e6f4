"""What a process that was killed left undone."""

from __future__ import annotations

import datetime as dt

from legation.publishing.policy import services
from legation.schedule.jobs import recurring


@recurring("policy.announce", dt.timedelta(minutes=1), quick=True)
def announce_missed() -> int:
    """A version that is in force but whose announcement was lost reaches the pages after all."""
    return services.announce_missed()
