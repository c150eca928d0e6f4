"""What the questions do by themselves: forget old drafts, scan what waits, remove lost files."""

from __future__ import annotations

import datetime as dt

from legation.defence.malware.quarantine import Quarantine, register_quarantine
from legation.questions.services import attachments, drafts, vault
from legation.schedule.jobs import recurring

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
    """Remove files of erased people, and bytes that no row names; returns how many."""
    return attachments.remove_erased() + vault.remove_lost()
