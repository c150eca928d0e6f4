"""What incidents keep of persons."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from legation.privacy.data_map import Basis, Personal, days, declare

EVIDENCE = Personal(_("Evidence of an attack, kept for the authorities."), Basis.LEGAL_DUTY, days(3650))

declare(
    "incidents.Incident",
    personal={"summary": EVIDENCE, "opened_by": EVIDENCE},
    other=["id", "kind", "status", "opened_at"],
)
declare(
    "incidents.Evidence",
    personal={"name": EVIDENCE, "content": EVIDENCE},
    other=["id", "incident", "position", "size", "sha256", "chain", "added_at", "record"],
)
