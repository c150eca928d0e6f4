"""The head of the log at the time of each backup: it shows that the whole data folder was put back."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

from legation.kernel.errors import LegationError
from legation.ledger import batches
from legation.ledger.elsewhere import Known, also_known
from legation.resilience.backups.models import BackupRun
from legation.resilience.backups.restic import Repository

NOTE = re.compile(r"log-head:(\d{1,18}):([0-9a-f]{64})")


def notes() -> list[str]:
    """What a backup of now is to be marked with. A log without a good head must not stop the backup."""
    try:
        head = batches.head()
    except LegationError:
        return []
    return [f"log-head:{head.size}:{head.root.hex()}"] if head.size else []


@also_known
def known() -> list[Known]:
    """The heads of all backups that are kept. Raises LegationError when the repository does not answer."""
    ever = (
        BackupRun.objects.filter(ok=True).exists() or (Path(settings.LEGATION_BACKUP_URL) / "config").exists()
    )
    return [
        Known(f"the backup of {copy.taken_at:%Y-%m-%d %H:%M} UTC", int(found[1]), bytes.fromhex(found[2]))
        for copy in (Repository().snapshots("data") if ever else ())
        for tag in copy.tags
        if (found := NOTE.fullmatch(tag))
    ]
