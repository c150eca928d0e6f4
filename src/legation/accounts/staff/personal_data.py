"""What is kept of staff beside their grants."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from legation.privacy.data_map import Basis, Personal, days, declare

ROLE = Personal(_("Says what a member of staff may do, and who allowed it."), Basis.PUBLIC_TASK, days(1825))
INVITED = Personal(_("Lets us invite you to join the staff."), Basis.PUBLIC_TASK, days(30))

declare("staff.FirstGrant", personal={"grant": ROLE}, other=["id", "given_at"])
declare("staff.Renewal", personal={"grant": ROLE, "replaces": ROLE}, other=["id"])
declare("staff.GrantNotice", personal={"grant": ROLE}, other=["id", "kind", "sent_at"])
declare(
    "staff.Review",
    personal=dict.fromkeys(["grant", "reviewer", "reviewed_at", "kept"], ROLE),
    other=["id"],
)
declare(
    "staff.EmergencyGrant",
    personal=dict.fromkeys(["grant", "reason", "asked_at", "seen_by", "seen_at"], ROLE),
    other=["id"],
)
declare(
    "staff.Invitation",
    personal=dict.fromkeys(
        [
            "subject",
            "email",
            "email_hash",
            "role",
            "office",
            "language",
            "clearance",
            "months",
            "invited_by",
            "invited_at",
            "expires_at",
            "accepted_at",
            "withdrawn_at",
        ],
        INVITED,
    ),
    other=["id", "by_command"],
)
declare(
    "staff.Departure",
    personal=dict.fromkeys(["user", "declared_by", "left_at", "roles", "sessions", "cases"], ROLE),
    other=["id"],
)
