"""What blocks keep of persons: addresses, for thirty days after the block."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from legation.privacy.data_map import Basis, Personal, days, declare

BLOCK = Personal(_("Keeps attackers from this site for a time."), Basis.PUBLIC_TASK, days(30))
STAFF = Personal(_("Shows which officer decided."), Basis.LEGAL_DUTY, days(30))
ALLOW = Personal(
    _("Networks of the ministry and its partners that are never blocked."), Basis.PUBLIC_TASK, days(30)
)

declare(
    "detection.Block",
    personal={
        **dict.fromkeys(["network", "note", "reason", "added_at", "until", "incident"], BLOCK),
        **dict.fromkeys(["added_by", "removed_by", "removed_at"], STAFF),
    },
    other=["id"],
)
declare(
    "detection.Allowed",
    personal={"network": ALLOW, "note": ALLOW, "added_by": STAFF},
    other=["id", "added_at"],
)
