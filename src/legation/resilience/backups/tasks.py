"""The daily backup, tried again each hour while it fails."""

from __future__ import annotations

import datetime as dt

from legation.resilience.backups import erasures, heads, services
from legation.schedule.jobs import recurring

__all__ = ["erasures", "heads"]


@recurring("backup.daily", dt.timedelta(hours=1))
def backup_daily() -> None:
    """Makes and proves a backup when the last proven one is a day old."""
    if services.due():
        services.backup_now("daily")
