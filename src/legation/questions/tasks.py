"""What the questions do by themselves: forget old drafts, scan what waits, remove lost files."""

from __future__ import annotations

import datetime as dt
import time
import uuid
from pathlib import Path

from django.conf import settings

from legation.defence.malware.quarantine import Quarantine, register_quarantine
from legation.questions.models import Attachment
from legation.questions.services import attachments, drafts
from legation.schedule.jobs import recurring

HOUR = 3600
register_quarantine("questions", Quarantine(attachments.rescan, attachments.exposed))


@recurring("questions.erase-drafts", dt.timedelta(hours=1))
def erase_drafts() -> int:
    """Returns how many drafts were erased."""
    return drafts.erase_stale()


@recurring("questions.rescan", dt.timedelta(minutes=2))
def rescan() -> int:
    """Returns how many waiting files were judged."""
    return attachments.rescan()


@recurring("questions.lost-files", dt.timedelta(days=1))
def remove_lost_files() -> int:
    """Remove files of erased people, and bytes that no row names, left by a crash between file and
    commit; returns how many."""
    removed = attachments.remove_erased()
    for path in (Path(settings.LEGATION_DATA) / "uploads").glob("??/*"):
        old = path.stat().st_mtime < time.time() - HOUR
        if old and _is_id(path.name) and not Attachment.objects.filter(pk=path.name).exists():
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def _is_id(name: str) -> bool:
    try:
        uuid.UUID(name)
    except ValueError:
        return False
    return True
