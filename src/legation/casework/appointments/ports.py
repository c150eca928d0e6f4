"""Fills the ports of the cases below: the appointment on their pages, and its end with theirs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from legation.accounts.models import User
from legation.casework.appointments import services
from legation.casework.appointments.models import MOST_PEOPLE, Booking
from legation.casework.appointments.queries import by_day, free_slots, may_book, standing_of
from legation.casework.cases.kinds import Panel, add_panel
from legation.casework.cases.models import Case
from legation.casework.cases.permissions import may_handle
from legation.casework.cases.services.steps import ended
from legation.kernel import clock

MOST_PROPOSED = 60


def _status(case: Case) -> Mapping[str, Any] | None:
    standing = standing_of(case)
    if standing.is_empty and not may_book(case):
        return None
    return {"standing": standing, "link": services.link_of(case)}


def _desk(case: Case, user: User) -> Mapping[str, Any] | None:
    standing, bookable = standing_of(case), may_book(case)
    past = case.bookings.exclude(state__in=(Booking.State.BOOKED, Booking.State.CANCELLED))
    if standing.is_empty and not bookable and not past.exists():
        return None
    free = list(free_slots(case, 1)[:MOST_PROPOSED]) if bookable and may_handle(user, case) else []
    booking = standing.booking
    return {
        "case": case,
        "standing": standing,
        "past": past.select_related("slot"),
        "days": by_day(free, case.office.zone) if case.office else [],
        "people": range(1, MOST_PEOPLE + 1),
        "may_mark": booking is not None and booking.slot.starts_at <= clock.now() and may_handle(user, case),
    }


def _end(case: Case, **_more: object) -> None:
    services.end_with_case(case)


add_panel(Panel("appointments/on_desk.html", _desk, "appointments/on_status.html", _status))
ended.connect(_end, dispatch_uid="appointments")
