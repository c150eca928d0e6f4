"""Queueing in the caller's transaction; sending from a worker."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import models
from django.template.loader import render_to_string
from django.utils import translation
from django_tasks import task

from legation.kernel import clock
from legation.kernel.errors import Unavailable
from legation.kernel.rows import insert
from legation.mail.bounces import return_path
from legation.mail.models import OutgoingMail, UnsafeContact
from legation.mail.rendering import as_html, links
from legation.mail.unsafe import is_unsafe
from legation.privacy.gateway import deliver
from legation.privacy.models import Subject

CLAIM = dt.timedelta(minutes=10)  # longer than the mail server's time limit

__all__ = ["links", "queue", "queue_template", "send", "send_mail"]


def queue(person: Subject, to: str, title: str, text: str, *, language: str = "") -> OutgoingMail:
    """Put a plain text in the outbox, in the caller's transaction; an HTML form is made of it when it is sent.

    It stays there when it is not safe to write to the person, or they gave no address.
    """
    language = language or translation.get_language() or settings.LANGUAGE_CODE
    row = OutgoingMail(
        subject=person,
        recipient=to,
        title=" ".join(title.split())[:200],
        text=text,
        language=language,
        message_id=f"<{uuid.uuid4()}@{settings.LEGATION_HOSTS[0]}>",
        withheld_at=None if to and not is_unsafe(person) else clock.now(),
    )
    insert(row)
    if row.withheld_at is None:
        send_mail.enqueue(row.pk)
    return row


def queue_template(
    person: Subject, to: str, template: str, context: Mapping[str, object], *, language: str
) -> OutgoingMail:
    """Queue the text template, rendered in `language`; its first line is the subject line."""
    with translation.override(language):
        title, _, text = render_to_string(template, dict(context)).strip().partition("\n")
        return queue(person, to, title, text.strip() + "\n", language=language)


def send(row: OutgoingMail) -> None:
    """Hand the message to the mail server and note it. Raises Unavailable when it must be tried again."""
    opened = deliver(row, ["recipient", "text"])
    row.attempts += 1
    message = EmailMultiAlternatives(
        row.title,
        opened["text"],
        return_path(row.message_id),
        [opened["recipient"]],
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": row.message_id,
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(as_html(row.title, opened["text"], row.language), "text/html")
    try:
        get_connection(settings.LEGATION_MAIL_TRANSPORT).send_messages([message])
    except OSError as error:
        row.failure, row.claimed_at = _without_words(error), None
        row.save(update_fields=["attempts", "failure", "claimed_at"])
        raise Unavailable("The mail server does not answer.") from error
    row.sent_at, row.failure = clock.now(), ""
    row.save(update_fields=["attempts", "failure", "sent_at"])


def _without_words(error: OSError) -> str:
    """The kind of error and the server's codes; its words may repeat the address, which is sealed."""
    refused: dict[str, tuple[int, bytes]] = getattr(error, "recipients", {})
    codes = sorted({str(code) for code, _words in refused.values()})
    code = getattr(error, "smtp_code", None) or error.errno
    return " ".join([type(error).__name__, *codes, *([str(code)] if code else [])])[:300]


def claim(mail_id: int) -> OutgoingMail | None:
    """The message, for this worker alone, for some minutes; None when it need not or may not be sent."""
    now = clock.now()
    free = models.Q(claimed_at=None) | models.Q(claimed_at__lt=now - CLAIM)
    unsafe = UnsafeContact.objects.filter(subject=models.OuterRef("subject"))
    waiting = OutgoingMail.objects.filter(free, pk=mail_id, sent_at=None, withheld_at=None)
    if not waiting.filter(~models.Exists(unsafe)).update(claimed_at=now):
        return None
    return OutgoingMail.objects.select_related("subject").get(pk=mail_id)


@task()
def send_mail(mail_id: int) -> bool:
    """Send one message unless it is sent, withheld, gone or being sent by somebody else; False when it
    must be tried again later."""
    row = claim(mail_id)
    if row is None:
        return True
    try:
        send(row)
    except Unavailable:
        return False
    return True
