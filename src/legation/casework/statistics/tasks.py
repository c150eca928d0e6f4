"""Counting by itself."""

from __future__ import annotations

import datetime as dt

from legation.casework.statistics.counting import count
from legation.schedule.jobs import recurring


@recurring("statistics.count", dt.timedelta(hours=1))
def recent() -> int:
    """This month and the one before."""
    return count()


@recurring("statistics.count-all", dt.timedelta(days=1))
def everything() -> int:
    """Every month: an answer may be rated, or its case reopened, later."""
    return count(everything=True)
