"""Scans keep nothing of visitors; findings name the officers who answer for them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from legation.privacy.data_map import Basis, Personal, days, declare

OFFICER = Personal(_("Shows which officer decided."), Basis.LEGAL_DUTY, days(400))

declare("scans.ScanRun", other=["id", "scan", "started_at", "finished_at", "weaknesses", "failure"])
declare(
    "scans.Finding",
    personal=dict.fromkeys(["owner", "accepted_by", "accepted_reason"], OFFICER),
    other=[
        "id",
        "scan",
        "key",
        "severity",
        "text",
        "opened_at",
        "deadline",
        "accepted_until",
        "closed_at",
        "closed_by",
    ],
)
