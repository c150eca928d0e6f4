"""What the demonstration shows of the outbox, and what an officer must know of the mail to somebody."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from legation.kernel.errors import NotPermitted
from legation.mail.models import OutgoingMail
from legation.mail.rendering import links
from legation.mail.unsafe import is_unsafe
from legation.privacy.gateway import deliver
from legation.privacy.models import Subject

MOST = 500


@dataclass(frozen=True)
class Shown:
    """One message as its recipient would read it."""

    row: OutgoingMail
    to: str
    text: str
    links: list[str]


def outbox(to: str = "") -> list[Shown]:
    """The latest messages, newest first; with `to`, those to that address.

    Raises NotPermitted outside the demonstration: mail belongs to its recipient.
    """
    if not settings.LEGATION_DEMONSTRATION:
        raise NotPermitted("The outbox is shown in the demonstration only.")
    found = []
    for row in OutgoingMail.objects.filter(withheld_at=None).select_related("subject")[:MOST]:
        opened = deliver(row, ["recipient", "text"])
        if not to or opened["recipient"].lower() == to.strip().lower():
            found.append(Shown(row, opened["recipient"], opened["text"], links(opened["text"])))
    return found


@dataclass(frozen=True)
class Trouble:
    """Why mail does not reach a person: nothing is sent, or the latest came back."""

    is_unsafe: bool
    withheld: int
    bounced: OutgoingMail | None


def trouble(person: Subject) -> Trouble:
    """What stands between us and the person."""
    rows = OutgoingMail.objects.filter(subject=person)
    latest = rows.exclude(sent_at=None).order_by("-sent_at", "-pk").first()
    return Trouble(
        is_unsafe(person),
        rows.exclude(withheld_at=None).count(),
        latest if latest and latest.bounced_at else None,
    )
