"""Making the times that can be booked from an office's weekly spans."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from legation.casework.appointments.models import Slot, Span
from legation.kernel import clock

DAY = dt.timedelta(days=1)
RELEASE = dt.time(9)  # local: known to all, so that nobody gains by asking at night


def make_slots() -> int:
    """The times of all spans up to each one's horizon that do not exist yet; returns how many are new.

    A day on which the office is closed has none. Each day's times can be booked from nine o'clock of
    the office on, so many days ahead.
    """
    new = 0
    for span in Span.objects.filter(ended_at=None).select_related("office"):
        new += _make(span)
    return new


def _make(span: Span) -> int:
    zone = span.office.zone
    today = clock.now().astimezone(zone).date()
    closures = set(span.office.closures.filter(day__gte=today).values_list("day", flat=True))
    days = [today + DAY * ahead for ahead in range(span.days_ahead + 1)]
    wanted = [
        _slot(span, start)
        for day in days
        if day.weekday() == span.weekday and day not in closures
        for start in _starts(span, day)
    ]
    known = set(Slot.objects.filter(span=span).values_list("starts_at", flat=True))
    new = [slot for slot in wanted if slot.starts_at not in known]
    Slot.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _starts(span: Span, day: dt.date) -> Iterator[dt.datetime]:
    """In UTC, counted on from the opening, so that a day on which clocks change has no time twice."""
    zone = span.office.zone
    start = dt.datetime.combine(day, span.opens, zone).astimezone(dt.UTC)
    end = dt.datetime.combine(day, span.closes, zone).astimezone(dt.UTC)
    length, pause = dt.timedelta(minutes=span.minutes), dt.timedelta(minutes=span.pause)
    while span.minutes and start + length <= end:
        yield start
        start += length + pause


def _slot(span: Span, start: dt.datetime) -> Slot:
    zone = span.office.zone
    day = start.astimezone(zone).date()
    return Slot(
        span=span,
        office=span.office,
        starts_at=start,
        ends_at=start + dt.timedelta(minutes=span.minutes),
        released_at=dt.datetime.combine(day - DAY * span.days_ahead, RELEASE, zone).astimezone(dt.UTC),
        closes_at=start - dt.timedelta(hours=span.hours_before),
        places=span.places,
    )
