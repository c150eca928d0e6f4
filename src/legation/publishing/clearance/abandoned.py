"""Uploads that wait for their details: clean already, but nobody's; they do not wait for ever."""

from __future__ import annotations

import datetime as dt

from django.core.files.storage import default_storage
from wagtail.models import UploadedFile

from legation.kernel import clock

LONGEST = dt.timedelta(days=1)


def forget_abandoned() -> int:
    """Delete what has waited for more than a day; returns how many."""
    rows = list(UploadedFile.objects.exclude(file=""))
    old = [row for row in rows if _age(row.file.name) > LONGEST]
    for row in old:
        default_storage.delete(row.file.name)
        row.delete()
    return len(old)


def _age(name: str) -> dt.timedelta:
    """How long the file has lain there; as long as may be where it is gone."""
    try:
        return clock.now() - default_storage.get_modified_time(name)
    except FileNotFoundError:
        return dt.timedelta.max
