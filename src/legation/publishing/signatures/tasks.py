"""What runs by the clock."""

from __future__ import annotations

import datetime as dt

from legation.publishing.signatures import emergencies
from legation.schedule.jobs import recurring


@recurring("publishing.emergency-reviews", dt.timedelta(minutes=1), quick=True)
def remind_of_reviews() -> None:
    """Emergency alerts that nobody has looked at yet."""
    emergencies.remind()
