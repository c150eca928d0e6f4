"""A change is written down in its transaction and announced on commit; what was missed is made up for."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import transaction

from legation.edge.bulletin import Change, announce
from legation.kernel import clock
from legation.publishing.announcements.models import Announcement

log = logging.getLogger(__name__)
SETTLED = dt.timedelta(seconds=2)  # whoever committed has announced by then, or never will


_together: ContextVar[dict[Change, set[str]] | None] = ContextVar("announced together", default=None)


@contextmanager
def announced_together() -> Iterator[None]:
    """All changes made within are announced as one, when the transaction around it commits.

    For loading hundreds of pages at once. Nothing is announced when the block ends with an exception.
    """
    gathered: dict[Change, set[str]] = {}
    token = _together.set(gathered)
    try:
        yield
    finally:
        _together.reset(token)
    for change, tags in gathered.items():
        announce_on_commit(change, tags)


def announce_on_commit(change: Change, tags: Iterable[str]) -> None:
    """On commit every edge worker learns of the change, within seconds even if this process dies then."""
    wanted = sorted(set(tags))
    gathered = _together.get()
    if gathered is not None:
        gathered.setdefault(change, set()).update(wanted)
        return
    with transaction.atomic():
        row = Announcement.objects.create(change=change.value, tags=wanted)
        transaction.on_commit(lambda: _tell(row))


def announce_missed() -> int:
    """Announce what nobody announced; returns how many. Announcing twice does no harm."""
    missed = Announcement.objects.filter(made_at__lt=clock.now() - SETTLED)
    return sum(_tell(row) for row in missed)


def _tell(row: Announcement) -> bool:
    try:
        announce(settings.LEGATION_DATA, Change(row.change), row.tags)
    except OSError:
        log.exception("a change could not be announced; it is tried again")
        return False
    Announcement.objects.filter(pk=row.pk).delete()
    return True
