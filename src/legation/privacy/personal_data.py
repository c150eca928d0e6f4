"""What this package and the schedule keep of a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from legation.privacy import framework_data
from legation.privacy.data_map import Basis, Personal, days, declare

__all__ = ["framework_data"]

RECEIPT = Personal(_("Lets you see who has read your information, and why."), Basis.LEGAL_DUTY, days(1825))

declare(
    "privacy.Subject",
    personal={
        "id": Personal(_("Ties together what belongs to one person."), Basis.SERVICE, days(0)),
        "wrapped_key": Personal(
            _("Opens what is sealed; destroying it erases the person."), Basis.SERVICE, days(0)
        ),
    },
    other=["created_at", "erased_at"],
)
declare(
    "privacy.ReadReceipt",
    personal=dict.fromkeys(
        ["subject", "reader_id", "office", "purpose", "reference", "fields", "manner", "at", "visible_from"],
        RECEIPT,
    ),
    other=["id", "record"],
)
declare("schedule.RecurringRun", other=["name", "started_at", "finished_at", "failure"])

LEDGER = Personal(
    _("Proves who did what, to whom and why, so that nobody can rewrite it."), Basis.LEGAL_DUTY, days(3650)
)
declare(
    "ledger.LedgerRecord",
    personal=dict.fromkeys(["action", "at", "detail"], LEDGER),
    other=["id", "commitment", "index"],
)
declare(
    "ledger.LedgerMention",
    personal={"subject_id": LEDGER},
    other=["id", "record"],
)
