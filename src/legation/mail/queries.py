"""What the demonstration shows of the outbox."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from legation.kernel.errors import NotPermitted
from legation.mail.models import OutgoingMail
from legation.mail.rendering import links
from legation.privacy.gateway import deliver

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
    for row in OutgoingMail.objects.select_related("subject")[:MOST]:
        opened = deliver(row, ["recipient", "text"])
        if not to or opened["recipient"].lower() == to.strip().lower():
            found.append(Shown(row, opened["recipient"], opened["text"], links(opened["text"])))
    return found
