"""Weekly times at some offices, so that an applicant can choose one."""

from __future__ import annotations

import datetime as dt

from legation.casework.appointments.making import make_slots
from legation.casework.appointments.models import Span
from legation.offices.models import Office

OFFICES = ("london", "tokyo", "madrid", "riyadh")
WEEKDAYS = {"riyadh": (6, 1, 3)}  # its week begins on Sunday
SERVICES = ["passport-renewal", "document-authentication", "birth-registration"]
MORNING = (dt.time(9, 30), dt.time(12, 0))


def load() -> None:
    """Three mornings a week, four people at a time, a family among them; does nothing twice."""
    if Span.objects.exists():
        return
    for office in Office.objects.filter(slug__in=OFFICES):
        for weekday in WEEKDAYS.get(office.slug, (0, 2, 4)):
            Span.objects.create(
                office=office,
                weekday=weekday,
                opens=MORNING[0],
                closes=MORNING[1],
                places=4,
                services=SERVICES,
            )
    make_slots()
