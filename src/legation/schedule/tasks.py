"""What became of tasks is kept for a few days, for whoever looks for a fault."""

from __future__ import annotations

import datetime as dt

from django_tasks_db.models import DBTaskResult

from legation.kernel import clock
from legation.schedule.jobs import recurring

KEPT = dt.timedelta(days=3)


@recurring("schedule.prune", dt.timedelta(hours=6))
def prune() -> int:
    """Deletes what ended before; returns how many."""
    gone, _by_model = DBTaskResult.objects.filter(finished_at__lt=clock.now() - KEPT).delete()
    return gone
