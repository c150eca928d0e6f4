"""What keeps `defence.backup`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from legation.kernel import clock
from legation.promises import Control, Finding, Site, hours, register
from legation.resilience.backups.models import BackupRun
from legation.resilience.backups.restic import Repository

ALARM = hours(26)


@register
class TheLastBackupWasRestored(Control):
    """A backup counts when all of it was read again and a restored copy had the same content."""

    promise = "defence.backup"
    name = "backup-restored"
    every = hours(1 / 12)  # soon after the first start there is a first result to show
    valid_for = hours(3)
    how = _("Ask the ministry for the backup entries of its log; their times are in the signed evidence.")

    def check(self, site: Site) -> Finding:
        last = BackupRun.objects.exclude(verified_at=None).first()
        if last is None:
            failed = BackupRun.objects.first()
            why = failed.failure if failed and failed.failure else "none has been made yet"
            return Finding.unclear(f"No backup has been verified by a restore: {why}")
        age = clock.now() - last.started_at
        if age > ALARM:
            return Finding.bad(f"The last verified backup is {_hours(age)} hours old, more than 26.")
        if last.snapshot not in {snapshot.id for snapshot in Repository().snapshots("data")}:
            return Finding.bad("The last verified backup is no longer in the repository.")
        return Finding.good(
            f"The last backup is {_hours(age)} hours old; all of it was read and a restored copy matched."
        )

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """The schedule has stood still for two days."""
        shift = dt.timedelta(days=2)
        BackupRun.objects.update(started_at=F("started_at") - shift)
        try:
            yield
        finally:
            BackupRun.objects.update(started_at=F("started_at") + shift)


def _hours(age: dt.timedelta) -> int:
    return int(age.total_seconds() // 3600)
