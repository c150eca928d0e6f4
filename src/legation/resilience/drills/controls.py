"""What keeps `defence.drill`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from legation.kernel import clock
from legation.promises import Control, Finding, Site, hours, register
from legation.resilience.drills.models import DrillRun

LIMIT = dt.timedelta(days=35)
TO_SIGN = dt.timedelta(days=7)


@register
class ADrillSucceededThisMonth(Control):
    """An attack on the twin was found and undone within 35 days, and an officer signed it in a week."""

    promise = "defence.drill"
    name = "drill-succeeded"
    every = hours(1 / 12)  # soon after the first start there is a first result to show
    valid_for = hours(3)
    how = _("Ask the ministry for the drill entries of its log; their figures are in the signed evidence.")

    def check(self, site: Site) -> Finding:
        last = DrillRun.objects.filter(ok=True).first()
        if last is None or last.finished_at is None:
            if DrillRun.objects.exclude(finished_at=None).exists():
                return Finding.bad("Drills were run, but none has succeeded yet.")
            return Finding.unclear("No drill has been run yet.")
        age = clock.now() - last.finished_at
        if age > LIMIT:
            return Finding.bad(f"The last successful drill was {age.days} days ago, more than 35.")
        if last.signed_off_at is None and age > TO_SIGN:
            return Finding.unclear(f"The drill of {age.days} days ago waits for an officer's sign-off.")
        return Finding.good(
            f"Drill {last.name}, {age.days} days ago: found in {last.detection_seconds or 0:.1f} s, restored "
            f"in {last.restore_seconds or 0:.1f} s, {last.records_lost} records younger than the backup; "
            f"{'signed off' if last.signed_off_at else 'waits for sign-off'}."
        )

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """Nobody has drilled for forty days."""
        shift = dt.timedelta(days=40)
        DrillRun.objects.update(finished_at=F("finished_at") - shift)
        try:
            yield
        finally:
            DrillRun.objects.update(finished_at=F("finished_at") + shift)
