"""By when a case must be answered, in working time of the office that answers it: working days, and
working hours where somebody needs help at once.

The clock stands still while we wait for the person. While we wait for another authority it runs on,
unless the desk gives a reason why it cannot: the person waits either way.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from legation.casework.cases.models import Case, Matter
from legation.offices.models import MINISTRY_ZONE, Office

DAYS = {
    Matter.QUESTION: 7,
    Matter.POLICY: 7,
    Matter.SUGGESTION: 15,
    Matter.COMPLAINT: 15,
    Matter.APPLICATION: 10,
}
HOURS = {Matter.CONSULAR: 6}
WARN_BEFORE = 2  # days
WARN_BEFORE_MINUTES = 120
WORKDAY: tuple[tuple[dt.time, dt.time], ...] = ((dt.time(8, 30), dt.time(17, 30)),)

Span = tuple[dt.time, dt.time]


@dataclass(frozen=True)
class Calendar:
    """When an office works: `spans` by weekday (Monday is 0), each in order, and not on `closures`."""

    zone: dt.tzinfo
    spans: dict[int, tuple[Span, ...]]
    closures: frozenset[dt.date]

    def works(self, day: dt.date) -> bool:
        """Whether the day counts."""
        return day.weekday() in self.spans and day not in self.closures

    def closing(self, day: dt.date) -> dt.datetime:
        """When the office closes on a day on which it works."""
        last = max(closes for _opens, closes in self.spans[day.weekday()])
        return dt.datetime.combine(day, last, self.zone).astimezone(dt.UTC)

    def after(self, start: dt.datetime, days: int) -> dt.datetime:
        """The close of business `days` working days after the day of `start`; with 0 days its own
        day's, or the next working day's."""
        day = start.astimezone(self.zone).date()
        while days or not self.works(day):
            day += dt.timedelta(days=1)
            days -= self.works(day) and days > 0
        return self.closing(day)

    def between(self, start: dt.datetime, end: dt.datetime) -> int:
        """Working days after the day of `start` up to the day of `end`; 0 when it is past."""
        day, last = start.astimezone(self.zone).date(), end.astimezone(self.zone).date()
        count = 0
        while day < last:
            day += dt.timedelta(days=1)
            count += self.works(day)
        return count

    def after_minutes(self, start: dt.datetime, minutes: int) -> dt.datetime:
        """The moment at which the office has been open for `minutes` since `start`; with 0 minutes
        `start` itself."""
        left = dt.timedelta(minutes=minutes)
        if not left:
            return start
        for opens, closes in self._open_from(start):
            if closes - opens >= left:
                return opens + left
            left -= closes - opens
        raise AssertionError("an office opens again and again")

    def minutes_between(self, start: dt.datetime, end: dt.datetime) -> int:
        """For how many minutes the office is open from `start` to `end`, rounded up; 0 when it is past."""
        whole = dt.timedelta()
        if end <= start:
            return 0
        for opens, closes in self._open_from(start):
            if opens >= end:
                break
            whole += min(closes, end) - opens
        return -(-whole // dt.timedelta(minutes=1))

    def _open_from(self, start: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        """What is left of the present span, then every later one, in UTC so that a change to summer time
        neither gives nor takes an hour."""
        day = start.astimezone(self.zone).date()
        while True:
            for opens, closes in self.spans[day.weekday()] if self.works(day) else ():
                first, last = (
                    dt.datetime.combine(day, time, self.zone).astimezone(dt.UTC) for time in (opens, closes)
                )
                if last > start:
                    yield max(first, start), last
            day += dt.timedelta(days=1)


def calendar_of(office: Office | None) -> Calendar:
    """The office's own calendar; Monday to Friday in Taipei where it has no hours or there is none."""
    office = office or Office.objects.filter(is_duty_desk=True).first()
    plain: dict[int, tuple[Span, ...]] = dict.fromkeys(range(5), WORKDAY)
    if office is None:
        return Calendar(MINISTRY_ZONE, plain, frozenset())
    spans: defaultdict[int, list[Span]] = defaultdict(list)
    for hours in office.hours.all():
        if hours.opens < hours.closes:
            spans[hours.weekday].append((hours.opens, hours.closes))
    days = frozenset(office.closures.values_list("day", flat=True))
    return Calendar(office.zone, {day: tuple(sorted(found)) for day, found in spans.items()} or plain, days)


def counts_hours(case: Case) -> bool:
    """Whether the time of this class is counted in working hours."""
    return case.matter in HOURS


def zone_of(office: Office | None) -> dt.tzinfo:
    """The time zone of `calendar_of`, without asking for hours and closures."""
    office = office or Office.objects.filter(is_duty_desk=True).first()
    return office.zone if office else MINISTRY_ZONE


def start(case: Case, now: dt.datetime) -> None:
    """Set when the case is due and when it warns; whatever stood still runs."""
    matter = Matter(case.matter)
    case.paused_at = None
    _set(case, now, HOURS[matter] * 60 if matter in HOURS else DAYS[matter])


def pause(case: Case, now: dt.datetime) -> None:
    """The time stands still from here on."""
    case.paused_at = now


def resume(case: Case, now: dt.datetime) -> None:
    """The working time that was left when it paused is left again."""
    if case.paused_at is not None and case.due_at is not None:
        calendar = calendar_of(case.office)
        between = calendar.minutes_between if counts_hours(case) else calendar.between
        _set(case, now, between(case.paused_at, case.due_at))
    case.paused_at = None


def extend(case: Case, now: dt.datetime, days: int) -> None:
    """`days` working days more, after the present end of the time, or after today where it is past."""
    due = calendar_of(case.office).after(max(now, case.due_at or now), days)
    case.due_at = due
    case.warn_at = max(now, _days_before(case.office, due, WARN_BEFORE))


def escalates_at(case: Case, due: dt.datetime) -> dt.datetime:
    """When a late case is told to the ministry's duty desk: two working days after its end, or two
    working hours where its class counts hours."""
    calendar = calendar_of(case.office)
    if counts_hours(case):
        return calendar.after_minutes(due, WARN_BEFORE_MINUTES)
    return calendar.after(due, WARN_BEFORE)


def _days_before(office: Office | None, due: dt.datetime, days: int) -> dt.datetime:
    calendar = calendar_of(office)
    day = due.astimezone(calendar.zone).date()
    while days:
        day -= dt.timedelta(days=1)
        days -= calendar.works(day)
    return calendar.closing(day)


def _set(case: Case, now: dt.datetime, left: int) -> None:
    calendar = calendar_of(case.office)
    before = WARN_BEFORE_MINUTES if counts_hours(case) else WARN_BEFORE
    add: Callable[[dt.datetime, int], dt.datetime]
    add = calendar.after_minutes if counts_hours(case) else calendar.after
    case.due_at = add(now, left)
    case.warn_at = add(now, left - before) if left > before else now
