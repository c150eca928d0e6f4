"""What the outbox keeps of a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from legation.mail.tasks import KEPT
from legation.privacy.data_map import Basis, Personal, days, declare

DELIVERY = Personal(_("Carries our messages to you, and shows that they were sent."), Basis.SERVICE, KEPT)

declare(
    "mail.OutgoingMail",
    personal=dict.fromkeys(
        [
            "subject",
            "recipient",
            "text",
            "language",
            "message_id",
            "queued_at",
            "sent_at",
            "withheld_at",
            "bounced_at",
        ],
        DELIVERY,
    ),
    other=["id", "title", "attempts", "failure", "claimed_at", "bounce_status"],
)

_safety = Personal(_("To keep you safe: nothing is sent while the mark stands"), Basis.SERVICE, days(5 * 365))
declare("mail.UnsafeContact", personal={"subject": _safety, "marked_at": _safety}, other=["id"])
