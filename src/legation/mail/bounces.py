"""Learning which messages could not be delivered (RFC 3464), from what the mail server sends back.

With `LEGATION_BOUNCE_ADDRESS` each message has a return address of its own: `bounces+<its id>@…`, so
that a notice is matched to its message even where the notice quotes nothing.
"""

from __future__ import annotations

import email
import re
from email import policy
from email.message import EmailMessage
from typing import cast

from django.conf import settings
from django.db import transaction

from legation.kernel import clock
from legation.ledger.services import Act, record
from legation.mail.models import OutgoingMail

LARGEST = 1024 * 1024  # of a notice; only its beginning is looked at
STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
IDENTITY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def return_path(message_id: str) -> str:
    """Where a mail server sends its notice about this message."""
    local, _at, host = settings.LEGATION_BOUNCE_ADDRESS.rpartition("@")
    identity = IDENTITY.search(message_id)
    if not local or identity is None:
        return str(settings.DEFAULT_FROM_EMAIL)
    return f"{local}+{identity[0]}@{host}"


def take(notice: bytes) -> OutgoingMail | None:
    """The message that this notice says was not delivered, marked so; None for anything else: a notice of
    delay or of success, an answer of a person, a notice about a message that is not ours or is gone."""
    parsed = email.message_from_bytes(notice[:LARGEST], policy=policy.default)
    status = _failed(parsed)
    return _marked(_identities(parsed, notice[:LARGEST]), status) if status else None


@transaction.atomic
def _marked(identities: list[str], status: str) -> OutgoingMail | None:
    for identity in identities:
        host = settings.LEGATION_HOSTS[0]
        rows = OutgoingMail.objects.select_for_update(of=("self",))
        row = rows.filter(message_id=f"<{identity}@{host}>").exclude(sent_at=None).first()
        if row is None:
            continue
        if row.bounced_at is None:
            row.bounced_at, row.bounce_status = clock.now(), status
            row.save(update_fields=["bounced_at", "bounce_status"])
            record(Act("mail.bounced", about=(row.subject_id,), detail={"mail": row.pk, "status": status}))
        return row
    return None


def _failed(notice: EmailMessage) -> str:
    """The status of the recipient that failed for good; empty when none did."""
    for part in notice.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for group in _groups(part):
            if str(group.get("Action", "")).strip().lower() == "failed":
                found = STATUS.search(str(group.get("Status", "")))
                return found[1] if found else "5.0.0"
    return ""


def _groups(part: EmailMessage) -> list[EmailMessage]:
    inside = part.get_payload()
    return [cast(EmailMessage, one) for one in inside] if isinstance(inside, list) else []


def _identities(notice: EmailMessage, raw: bytes) -> list[str]:
    """What may be the id of a message of ours: first of the return address, then of what is quoted."""
    heads = [
        str(value) for name in ("To", "Delivered-To", "X-Original-To") for value in notice.get_all(name, [])
    ]
    texts = [*heads, raw.decode("ascii", "replace")]
    return list(dict.fromkeys(found for text in texts for found in IDENTITY.findall(text)))[:20]
