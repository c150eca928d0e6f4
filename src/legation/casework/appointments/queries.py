"""What can be booked, and what is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F, QuerySet

from legation.casework.appointments.models import MOST_PEOPLE, Booking, Offer, Slot, Span, Waiting
from legation.casework.cases.models import ENDED, Case, Kind, State
from legation.offices.models import Office

# How many people a case is for, where a package above knows (0: it does not).
COUNTERS: list[Callable[[Case], int]] = []


def party_of(case: Case) -> int:
    """How many people would come for the case unless they say otherwise."""
    return min(max((count(case) for count in COUNTERS), default=1) or 1, MOST_PEOPLE)


@dataclass(frozen=True)
class Standing:
    """How a case stands with its appointment."""

    booking: Booking | None
    offer: Offer | None
    waiting: Waiting | None

    @property
    def is_empty(self) -> bool:
        """Nothing booked, offered or awaited."""
        return not (self.booking or self.offer or self.waiting)


def standing_of(case: Case) -> Standing:
    """The live booking, the open offer and the place in the waiting list."""
    return Standing(
        case.bookings.filter(state=Booking.State.BOOKED).select_related("slot__office").first(),
        case.offers.filter(state=Offer.State.OPEN).select_related("slot__office").first(),
        Waiting.objects.filter(case=case).first(),
    )


def spans_for(case: Case) -> list[Span]:
    """The spans in which the office receives people for what the case is about."""
    if case.kind != Kind.APPLICATION or case.office_id is None:
        return []
    spans = Span.objects.filter(office=case.office_id, ended_at=None)
    return [span for span in spans if span.is_for(case.reference)]


def may_book(case: Case) -> bool:
    """The case is alive, and its office receives people for it."""
    return case.state not in (State.UNCONFIRMED, *ENDED) and bool(spans_for(case))


def free_slots(case: Case, people: int) -> QuerySet[Slot]:
    """The times at which so many people can still come for this case."""
    spans = [span.pk for span in spans_for(case)]
    return Slot.objects.bookable().filter(span__in=spans, taken__lte=F("places") - people)


def by_day(slots: list[Slot], zone: dt.tzinfo) -> list[tuple[dt.date, list[Slot]]]:
    """The times of each day there, in order."""
    days: dict[dt.date, list[Slot]] = {}
    for slot in slots:
        days.setdefault(slot.starts_at.astimezone(zone).date(), []).append(slot)
    return sorted(days.items())


def agenda(office: Office, day: dt.date) -> list[Slot]:
    """The times of one day at the office, each with its bookings."""
    start = dt.datetime.combine(day, dt.time(), office.zone)
    slots = Slot.objects.filter(
        office=office, starts_at__gte=start, starts_at__lt=start + dt.timedelta(days=1)
    )
    return list(slots.prefetch_related("bookings__case", "offers__case").order_by("starts_at", "pk"))
