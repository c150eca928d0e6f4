"""Reminding of corrections, ending those that were not made, and computing how long services take."""

from __future__ import annotations

import datetime as dt

from legation.casework.applications import correcting, retention, timing
from legation.schedule.jobs import recurring


@recurring("applications.corrections", dt.timedelta(minutes=30))
def corrections() -> int:
    """Three days before the end, and at the end."""
    return correcting.remind() + correcting.lapse()


@recurring("applications.times", dt.timedelta(hours=6))
def times() -> int:
    """The times of the last ninety days."""
    return timing.compute()


@recurring("applications.retention", dt.timedelta(hours=6))
def erase_answers() -> int:
    """Erase the answers and files that are kept no longer; returns of how many applications."""
    return retention.erase_due()
