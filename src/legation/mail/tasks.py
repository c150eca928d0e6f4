"""Retries, so that a mail server that was away loses nothing; and the end of keeping."""

from __future__ import annotations

import datetime as dt

from legation.kernel import clock
from legation.mail.models import OutgoingMail
from legation.mail.services import send_mail
from legation.schedule.jobs import recurring

FIRST_RETRY = dt.timedelta(minutes=5)
KEPT = dt.timedelta(days=30)


@recurring("mail.retry", dt.timedelta(minutes=5), quick=True)
def retry() -> int:
    """Queue again what waits, ever less often: after 5, 20, 45 … minutes; returns how many."""
    waiting = OutgoingMail.objects.filter(
        sent_at=None, withheld_at=None, queued_at__lt=clock.now() - FIRST_RETRY
    )
    due = [
        pk
        for pk, queued_at, attempts in waiting.values_list("pk", "queued_at", "attempts")[:5000]
        if queued_at + FIRST_RETRY * attempts**2 <= clock.now()
    ][:1000]
    for pk in due:
        send_mail.enqueue(pk)
    return len(due)


@recurring("mail.retention", dt.timedelta(hours=1))
def delete_old() -> int:
    """Delete messages older than thirty days, sent or not; returns how many."""
    deleted, _by_model = OutgoingMail.objects.filter(queued_at__lt=clock.now() - KEPT).delete()
    return deleted
