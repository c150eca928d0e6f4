"""What members find of their appointments in the copy of their information."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from legation.accounts.members.export import export_section
from legation.accounts.models import User
from legation.casework.appointments.models import Booking, Offer, Waiting
from legation.casework.cases.membership import cases_of


def _appointments(user: User) -> list[dict[str, Any]]:
    """Times booked, times offered, and places on the waiting list."""
    cases = cases_of(user)
    rows: list[dict[str, Any]] = [
        {
            "case": row.case.number,
            "office": row.slot.office.slug,
            "at": row.slot.starts_at.isoformat(timespec="seconds"),
            "state": str(row.get_state_display()),
        }
        for model in (Booking, Offer)
        for row in model._default_manager.filter(case__in=cases).select_related("case", "slot__office")
    ]
    waiting = Waiting.objects.filter(case__in=cases).select_related("case")
    rows += [{"case": row.case.number, "since": row.since.isoformat(timespec="seconds")} for row in waiting]
    return rows


export_section(
    "appointments",
    _("Appointments"),
    _appointments,
    covers=["appointments.Booking", "appointments.Offer", "appointments.Waiting"],
)
