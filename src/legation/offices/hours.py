"""Whether an office is open, and when that changes; computed in the office's own time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from legation.kernel import clock
from legation.offices.models import Closure, Office, OpeningHours

LOOK_AHEAD_DAYS = 30
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Opening:
    """The state of an office at a moment.

    `changes` is when it closes (while open) or opens next (while closed); None when nothing is known
    for the next 30 days. `until` is when what a page says of it may first become untrue: that change,
    the end of the day there, or the hour at which its clocks are changed. `closure` is the reason why it is closed all of today.
    """

    is_open: bool
    changes: dt.datetime | None
    until: dt.datetime
    closure: Closure | None
    local: dt.datetime

    @property
    def opens_today(self) -> bool:
        """Closed now, and opening later on the same day there."""
        return bool(not self.is_open and self.changes and self.changes.date() == self.local.date())

    @property
    def around_the_clock(self) -> bool:
        """Open, and no closing known."""
        return self.is_open and self.changes is None


def opening(office: Office, at: dt.datetime | None = None) -> Opening:
    """The state of the office at `at` (default: now). Times are in the office's zone."""
    zone = office.zone
    local = (at or clock.now()).astimezone(zone)
    closures = {row.day: row for row in office.closures.all()}
    spans = _joined(_spans(office, local.date(), closures))
    midnight = _earlier(_clock_change(local), dt.datetime.combine(local.date() + DAY, dt.time(), zone))
    current = next(
        (span for span in spans if _before(span[0], local) and _before(local, span[1], True)), None
    )
    if current is not None:
        closes = current[1] if (current[1] - local).days < LOOK_AHEAD_DAYS - 1 else None
        return Opening(True, closes, _earlier(closes, midnight), None, local)
    opens = next((start for start, _end in spans if not _before(start, local)), None)
    return Opening(False, opens, _earlier(opens, midnight), closures.get(local.date()), local)


def week(office: Office) -> list[tuple[int, list[OpeningHours]]]:
    """(weekday, its spans) from Monday (0) to Sunday; an empty list is a day closed."""
    rows = list(office.hours.all())
    return [(day, [row for row in rows if row.weekday == day]) for day in range(7)]


def coming_closures(office: Office, count: int = 8) -> list[Closure]:
    """The next days on which the office is closed, today included."""
    today = clock.now().astimezone(office.zone).date()
    return [row for row in office.closures.all() if row.day >= today][:count]


def _spans(
    office: Office, today: dt.date, closures: dict[dt.date, Closure]
) -> list[tuple[dt.datetime, dt.datetime]]:
    """Opening spans from yesterday (one may last past midnight) on; empty ones never arise."""
    zone = office.zone
    found = []
    for ahead in range(-1, LOOK_AHEAD_DAYS):
        day = today + dt.timedelta(days=ahead)
        if day in closures:
            continue
        for row in office.hours.all():
            if row.weekday == day.weekday():
                past_midnight = dt.timedelta(days=int(row.closes <= row.opens))
                found.append(
                    (
                        dt.datetime.combine(day, row.opens, zone),
                        dt.datetime.combine(day + past_midnight, row.closes, zone),
                    )
                )
    return sorted(found, key=lambda span: span[0].astimezone(dt.UTC))


def _clock_change(local: dt.datetime) -> dt.datetime | None:
    """The moment within a day at which the clocks there are changed, to the minute; None when they are not."""
    zone, start = local.tzinfo, local.astimezone(dt.UTC)
    if (start + DAY).astimezone(zone).utcoffset() == local.utcoffset():
        return None
    low, high = 0, 24 * 60
    while high - low > 1:
        middle = (low + high) // 2
        same = (start + dt.timedelta(minutes=middle)).astimezone(zone).utcoffset() == local.utcoffset()
        low, high = (middle, high) if same else (low, middle)
    change = (start + dt.timedelta(minutes=high)).astimezone(zone)
    return change.replace(second=0, microsecond=0)


def _joined(spans: list[tuple[dt.datetime, dt.datetime]]) -> list[tuple[dt.datetime, dt.datetime]]:
    """Spans that meet become one, so that an office open around the clock never closes at midnight."""
    joined: list[tuple[dt.datetime, dt.datetime]] = []
    for start, end in spans:
        if joined and _before(start, joined[-1][1]):
            joined[-1] = (
                joined[-1][0],
                max(joined[-1][1], end, key=lambda moment: moment.astimezone(dt.UTC)),
            )
        else:
            joined.append((start, end))
    return joined


def _before(one: dt.datetime, other: dt.datetime, strictly: bool = False) -> bool:
    """Compared in UTC: within one zone Python compares the clock faces, wrong when clocks change."""
    first, second = one.astimezone(dt.UTC), other.astimezone(dt.UTC)
    return first < second if strictly else first <= second


def _earlier(one: dt.datetime | None, other: dt.datetime) -> dt.datetime:
    return one if one is not None and _before(one, other) else other
