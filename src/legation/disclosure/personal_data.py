"""What the register of disclosures keeps of a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from legation.disclosure import membership
from legation.privacy.data_map import Basis, Personal, days, declare

__all__ = ["membership"]

REGISTER = Personal(
    _("Proves to you and to auditors to whom your information was given, and why."),
    Basis.LEGAL_DUTY,
    days(3650),
)

declare(
    "disclosure.Disclosure",
    personal=dict.fromkeys(
        [
            "subject",
            "ground",
            "recipient",
            "request_reference",
            "reasons",
            "source",
            "reference",
            "fields",
            "proposed_by",
            "proposed_at",
            "decided_by",
            "decided_at",
            "delivered_at",
            "sealed_until",
        ],
        REGISTER,
    ),
    other=["id", "state", "digest"],
)
declare("disclosure.Processor", other=["id", "name", "country", "task", "since", "until"])
