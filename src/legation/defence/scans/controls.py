"""What keeps `defence.scan` true: scans run daily, and what they find is corrected in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext_lazy as _

from legation.defence.scans.models import Finding, ScanRun
from legation.defence.scans.registry import SCANS, Severity
from legation.kernel import clock
from legation.promises import Control, Site, hours, register
from legation.promises import Finding as Seen

LONGEST = dt.timedelta(hours=26)


@register
class ScansAreDoneAndFindingsCorrected(Control):
    """Reads the runs of the last 26 hours and the findings beyond their deadline."""

    promise = "defence.scan"
    name = "scans-done"
    every = hours(6)
    valid_for = hours(24)
    how = _("We look whether every scan ran within 26 hours and whether any finding is beyond its deadline.")

    def check(self, site: Site) -> Seen:
        if late := Finding.objects.overdue().count():
            return Seen.bad(f"{late} findings are beyond their deadline.")
        done = ScanRun.objects.filter(failure="").exclude(finished_at=None)
        if not done.exists():
            return Seen.unclear("No scan has run yet.")
        recent = set(done.filter(started_at__gt=clock.now() - LONGEST).values_list("scan", flat=True))
        if missing := sorted(SCANS.keys() - recent):
            ever = set(done.values_list("scan", flat=True))
            text = f"No run of {', '.join(missing)} within 26 hours could look."
            return Seen.bad(text) if set(missing) & ever else Seen.unclear(text)
        count = Finding.objects.open().count()
        return Seen.good(f"{len(SCANS)} scans ran within 26 hours; {count} findings are open, none overdue.")

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """A finding that nobody corrected."""
        past = clock.now() - dt.timedelta(days=1)
        planted = Finding.objects.create(
            scan="site", key="planted", severity=Severity.HIGH, text="Planted.", deadline=past
        )
        try:
            yield
        finally:
            planted.delete()
