"""Queueing in the caller's transaction; sending from a worker."""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Mapping
from functools import lru_cache

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection, models
from django.template.loader import render_to_string
from django.utils import translation
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from legation.kernel import clock
from legation.kernel.durability import soon_durable
from legation.kernel.errors import Unavailable
from legation.kernel.identifiers import in_order
from legation.kernel.rows import Insertion
from legation.mail.bounces import return_path
from legation.mail.models import OutgoingMail, UnsafeContact
from legation.mail.rendering import as_html, links
from legation.mail.unsafe import is_unsafe
from legation.privacy.gateway import deliver
from legation.privacy.models import Subject

CLAIM = dt.timedelta(minutes=10)  # longer than the mail server's time limit for a handful
HANDFUL = 10  # are claimed together, and on the disk together: a power cut sends no more than these twice
MOST = 200  # before other tasks have their turn
NOTED = ("attempts", "failure", "claimed_at", "sent_at")
# One that a worker is beginning does not count. The state stands in it in plain, since SQLite uses an index of
# a part of a table only where it sees that it asks for that part.
WAITING = f"""
SELECT 1 FROM {DBTaskResult._meta.db_table} WHERE status = '{TaskResultStatus.READY}' AND task_path = %s LIMIT 1
"""  # noqa: S608  # our own names
PLACE = re.compile("\0(\\w+)\0")  # for a text that is put in later
log = logging.getLogger(__name__)

__all__ = ["filled", "links", "queue", "queue_template", "rendered", "send", "send_mail"]


class Outgoing:
    """A plain text that is sealed now and queued later, so that the transaction in which others wait for it
    takes less time; an HTML form is made of it when it is sent."""

    def __init__(self, person: Subject, to: str, title: str, text: str, *, language: str = "") -> None:
        self._is_new = person._state.adding  # then nobody can have marked them unsafe to write to
        self._is_addressed = bool(to)
        self.row = OutgoingMail(
            subject=person,
            recipient=to,
            title=" ".join(title.split())[:200],
            text=text,
            language=language or translation.get_language() or settings.LANGUAGE_CODE,
            message_id=f"<{in_order()}@{settings.LEGATION_HOSTS[0]}>",
        )
        self._insertion = Insertion(self.row)

    def queue(self) -> OutgoingMail:
        """Put it in the outbox, in the caller's transaction. It stays there when it is not safe to write to the
        person, or they gave no address."""
        if self._is_addressed and (self._is_new or not is_unsafe(self.row.subject)):
            self._insertion.run()
            _wake()
        else:
            self._insertion.run(withheld_at=clock.now())
        return self.row


def queue(person: Subject, to: str, title: str, text: str, *, language: str = "") -> OutgoingMail:
    """As `Outgoing`, queued at once in the caller's transaction."""
    return Outgoing(person, to, title, text, language=language).queue()


def queue_template(
    person: Subject, to: str, template: str, context: Mapping[str, object], *, language: str
) -> OutgoingMail:
    """Queue the text template, rendered in `language`; its first line is the subject line."""
    title, text = rendered(template, context, language=language)
    return queue(person, to, title, text, language=language)


def rendered(template: str, context: Mapping[str, object], *, language: str) -> tuple[str, str]:
    """Subject line and text of a template in `language`, to be queued later."""
    with translation.override(language):
        title, _, text = render_to_string(template, dict(context)).strip().partition("\n")
    return title, text.strip() + "\n"


def filled(template: str, texts: Mapping[str, str], *, language: str) -> tuple[str, str]:
    """As `rendered`, where the template does no more with these texts than put them in their places, or leave
    out what belongs to an empty one: it is rendered once for each language, not for each mail."""
    title, text = _with_places(template, tuple(name for name in texts if texts[name]), language)
    return title, PLACE.sub(lambda place: texts[place[1]], text)


@lru_cache(maxsize=256)
def _with_places(template: str, names: tuple[str, ...], language: str) -> tuple[str, str]:
    return rendered(template, {name: f"\0{name}\0" for name in names}, language=language)


def send(row: OutgoingMail) -> None:
    """Hand the message to the mail server and note it. Raises Unavailable when it must be tried again."""
    is_sent = _hand_over(row)
    row.save(update_fields=NOTED)
    if not is_sent:
        raise Unavailable("The mail server does not answer.")


def claim(mail_id: int) -> OutgoingMail | None:
    """The message, for this worker alone, for some minutes; None when it need not or may not be sent."""
    now = clock.now()
    free = models.Q(claimed_at=None) | models.Q(claimed_at__lt=now - CLAIM)
    if not _sendable().filter(free, pk=mail_id).update(claimed_at=now):
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


@task()
def send_waiting() -> int:
    """Send what nobody has tried to send yet, the oldest first; how many. What fails is tried again later,
    each by itself."""
    count = 0
    while handful := _claim_handful():
        _send_all(handful)
        count += len(handful)
        if count >= MOST:
            _wake()
            break
    return count


def _wake() -> None:
    """Have a worker send what waits, unless one is asked already that has not begun: it will see this
    message too, and a thousand messages need no thousand tasks."""
    asked = WAITING + (
        " FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    )
    with connection.cursor() as cursor:
        cursor.execute(asked, [send_waiting.module_path])
        is_asked = cursor.fetchone() is not None
    if not is_asked:
        send_waiting.enqueue()


def _sendable() -> models.QuerySet[OutgoingMail]:
    unsafe = UnsafeContact.objects.filter(subject=models.OuterRef("subject"))
    return OutgoingMail.objects.filter(~models.Exists(unsafe), sent_at=None, withheld_at=None)


def _claim_handful() -> list[OutgoingMail]:
    """The oldest ones, for this worker alone. Looked for outside a transaction, and taken by one statement:
    where one writes at a time, those who send letters must not wait for a worker that looks around."""
    now, untried = clock.now(), _sendable().filter(claimed_at=None, attempts=0)
    keys = list(untried.order_by("pk").values_list("pk", flat=True)[:HANDFUL])
    if not keys or not untried.filter(pk__in=keys).update(claimed_at=now):
        return []
    ours = OutgoingMail.objects.filter(pk__in=keys, claimed_at=now, sent_at=None).order_by("pk")
    return list(ours.select_related("subject"))


def _send_all(handful: list[OutgoingMail]) -> None:
    """Each is noted before the next is handed over: a worker that is killed leaves one at most of which nobody
    knows whether the mail server took it. The disk is waited for once, with the last."""
    for row in handful:
        if is_unsafe(row.subject):  # who was marked since stays unwritten to
            continue
        _hand_over(row)
        if row is handful[-1]:
            row.save(update_fields=NOTED)
        else:
            with soon_durable():
                row.save(update_fields=NOTED)


def _hand_over(row: OutgoingMail) -> bool:
    """Whether the mail server took it; the row says so, and is not saved yet."""
    row.attempts += 1
    try:
        get_connection(settings.LEGATION_MAIL_TRANSPORT).send_messages([_message(row)])
    except OSError as error:
        row.failure, row.claimed_at = _without_words(error), None
        return False
    row.sent_at, row.failure = clock.now(), ""
    return True


def _message(row: OutgoingMail) -> EmailMultiAlternatives:
    opened = deliver(row, ["recipient", "text"])
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
    return message


def _without_words(error: OSError) -> str:
    """The kind of error and the server's codes; its words may repeat the address, which is sealed."""
    refused: dict[str, tuple[int, bytes]] = getattr(error, "recipients", {})
    codes = sorted({str(code) for code, _words in refused.values()})
    code = getattr(error, "smtp_code", None) or error.errno
    return " ".join([type(error).__name__, *codes, *([str(code)] if code else [])])[:300]
