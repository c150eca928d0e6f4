"""What runs by the clock."""

from __future__ import annotations

import datetime as dt

from legation.publishing.announcements import services
from legation.schedule.jobs import recurring


@recurring("announcements.missed", dt.timedelta(seconds=3), quick=True)
def make_up_for_missed() -> None:
    """Finds what a killed process left behind; the scheduler asks at its start too."""
    services.announce_missed()
