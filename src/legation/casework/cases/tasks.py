"""What happens to cases by itself."""

from __future__ import annotations

import datetime as dt

from legation.casework.cases.services import expire_unconfirmed, raise_alarms
from legation.schedule.jobs import recurring


@recurring("cases.expire", dt.timedelta(hours=1))
def expire() -> int:
    """Letters that nobody confirmed vanish after seven days."""
    return expire_unconfirmed()


@recurring("cases.alarms", dt.timedelta(minutes=5))
def alarms() -> int:
    """Officers, supervisors and the duty desk are told of cases whose time is nearly or quite over."""
    return raise_alarms()
