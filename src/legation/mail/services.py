"""Queueing in the caller's transaction; sending from a worker."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils import translation
from django_tasks import task

from legation.kernel import clock
from legation.kernel.errors import Unavailable
from legation.mail.models import OutgoingMail
from legation.mail.rendering import as_html, links
from legation.privacy.gateway import deliver
from legation.privacy.models import Subject

__all__ = ["links", "queue", "queue_template", "send", "send_mail"]


def queue(person: Subject, to: str, title: str, text: str, *, language: str = "") -> OutgoingMail:
    """Put a plain text in the outbox, in the caller's transaction; an HTML form is made from it."""
    language = language or translation.get_language() or settings.LANGUAGE_CODE
    row = OutgoingMail.objects.create(
        subject=person,
        recipient=to,
        title=" ".join(title.split())[:200],
        text=text,
        html=as_html(title, text, language),
        language=language,
        message_id=f"<{uuid.uuid4()}@{settings.LEGATION_HOSTS[0]}>",
    )
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
    opened = deliver(row, ["recipient", "text", "html"])
    row.attempts += 1
    message = EmailMultiAlternatives(
        row.title,
        opened["text"],
        settings.DEFAULT_FROM_EMAIL,
        [opened["recipient"]],
        headers={"Message-ID": row.message_id, "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(opened["html"], "text/html")
    try:
        get_connection(settings.LEGATION_MAIL_TRANSPORT).send_messages([message])
    except OSError as error:
        row.failure = _without_words(error)
        row.save(update_fields=["attempts", "failure"])
        raise Unavailable("The mail server does not answer.") from error
    row.sent_at, row.failure = clock.now(), ""
    row.save(update_fields=["attempts", "failure", "sent_at"])


def _without_words(error: OSError) -> str:
    """The kind of error and the server's codes; its words may repeat the address, which is sealed."""
    refused: dict[str, tuple[int, bytes]] = getattr(error, "recipients", {})
    codes = sorted({str(code) for code, _words in refused.values()})
    code = getattr(error, "smtp_code", None) or error.errno
    return " ".join([type(error).__name__, *codes, *([str(code)] if code else [])])[:300]


@task()
def send_mail(mail_id: int) -> bool:
    """Send one message unless it is sent or gone; False when it must be tried again later."""
    row = OutgoingMail.objects.filter(pk=mail_id, sent_at=None).select_related("subject").first()
    if row is None:
        return True
    try:
        send(row)
    except Unavailable:
        return False
    return True
