"""Who was erased, kept outside the database, so that no restore brings anybody back.

Holds ids that lead to nothing any more, and times; append-only, in `DATA/ledger/erasures.jsonl`.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from legation.kernel import clock
from legation.privacy.models import Subject


def erasures_file() -> Path:
    """Where the list lies."""
    return Path(settings.LEGATION_DATA) / "ledger" / "erasures.jsonl"


def erased(path: Path | None = None) -> set[str]:
    """The ids, in hex, of everybody on the list; a line cut off by a crash is passed over."""
    found = set()
    try:
        lines = (path or erasures_file()).read_text().splitlines()
    except FileNotFoundError:
        return set()
    for line in lines:
        try:
            found.add(str(json.loads(line)["id"]))
        except (ValueError, KeyError):
            continue
    return found


def note(people: Iterable[str]) -> None:
    """Add those who are not on the list yet; durable when this returns."""
    path = erasures_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        known = erased(path)
        new = [person for person in people if person not in known]
        at = clock.now().isoformat()
        file.write(b"".join(b"\n" + json.dumps({"id": person, "at": at}).encode() for person in new))
        file.flush()
        os.fsync(file.fileno())


def note_all() -> None:
    """Everybody whom the database knows as erased: whatever a crash kept off the list."""
    note(person.hex for person in Subject.objects.exclude(erased_at=None).values_list("pk", flat=True))


@receiver(post_save, sender=Subject, dispatch_uid="backups.erasures")
def _on_erasure(sender: type[Subject], instance: Subject, **kwargs: object) -> None:
    if instance.erased_at is not None:
        transaction.on_commit(lambda: note([instance.pk.hex]))
