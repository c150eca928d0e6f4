"""What members find of their fees in the copy of their information, and in the record of their account."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from legation.accounts.members.activity import sentence
from legation.accounts.members.export import export_section
from legation.accounts.models import User
from legation.casework.cases.membership import cases_of
from legation.casework.payments.models import Attempt, Charge, Movement, Refund


def _fees(user: User) -> list[dict[str, Any]]:
    """What was owed, each movement of money, and each try to pay online."""
    cases = cases_of(user)
    rows: list[dict[str, Any]] = [
        {
            "case": row.case.number,
            "at": row.made_at.isoformat(timespec="seconds"),
            "amount": str(row.money),
            "state": str(row.get_state_display()),
        }
        for row in Charge.objects.filter(case__in=cases).select_related("case")
    ]
    rows += [
        {
            "case": row.charge.case.number,
            "at": row.at.isoformat(timespec="seconds"),
            "amount": str(row.money),
            "state": str(row.get_kind_display()),
            "receipt": row.receipt,
        }
        for row in Movement.objects.filter(charge__case__in=cases).select_related("charge__case")
    ]
    rows += [
        {
            "case": row.charge.case.number,
            "at": row.begun_at.isoformat(timespec="seconds"),
            "amount": str(row.money),
            "state": str(row.get_state_display()),
        }
        for row in Attempt.objects.filter(charge__case__in=cases).select_related("charge__case")
    ]
    rows += [
        {
            "case": row.attempt.charge.case.number,
            "at": (row.returned_at or row.noted_at).isoformat(timespec="seconds"),
            "amount": str(row.money),
            "state": str(_("Paid back") if row.returned_at else _("To be paid back")),
            "receipt": row.receipt,
        }
        for row in Refund.objects.filter(attempt__charge__case__in=cases).select_related(
            "attempt__charge__case"
        )
    ]
    return rows


export_section(
    "fees",
    _("Fees"),
    _fees,
    covers=[
        "payments.Charge",
        "payments.Movement",
        "payments.Attempt",
        "payments.Notification",
        "payments.Refund",
    ],
)
for _kind in Movement.Kind:
    sentence(f"fee.{_kind.value}", _kind.label)
sentence("fee.returning", _("The fee is to be paid back"))
sentence("fee.void", _("The fee need not be paid any more"))
sentence("fee.wrong", _("Another amount than the fee was paid"))
sentence("fee.wrong-proposed", _("It was proposed to pay back money that was not the fee"))
sentence("fee.wrong-approved", _("Paying back money that was not the fee was approved"))
sentence("fee.wrong-back", _("Money that was not the fee was paid back"))
