"""Retries, so that a mail server that was away loses nothing."""

from __future__ import annotations

import datetime as dt

from legation.kernel import clock
from legation.mail.models import OutgoingMail
from legation.mail.services import send_mail
from legation.schedule.jobs import recurring


@recurring("mail.retry", dt.timedelta(minutes=5), quick=True)
def retry() -> int:
    """Queue again whatever has waited for five minutes; returns how many."""
    waiting = OutgoingMail.objects.filter(sent_at=None, queued_at__lt=clock.now() - dt.timedelta(minutes=5))
    rows = list(waiting.values_list("pk", flat=True)[:1000])
    for pk in rows:
        send_mail.enqueue(pk)
    return len(rows)
