"""By when a case must be answered, in working days of the office that answers it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from legation.casework.cases.models import Case, Matter
from legation.offices.models import Office

DAYS = {
    Matter.CONSULAR: 1,
    Matter.QUESTION: 7,
    Matter.POLICY: 7,
    Matter.SUGGESTION: 15,
    Matter.COMPLAINT: 15,
    Matter.APPLICATION: 10,
}
WARN_BEFORE = 2
MINISTRY_ZONE = ZoneInfo("Asia/Taipei")
CLOSES = dt.time(17, 30)


@dataclass(frozen=True)
class Calendar:
    """When an office works: `closes` by weekday (Monday is 0), closed on `closures`."""

    zone: dt.tzinfo
    closes: dict[int, dt.time]
    closures: frozenset[dt.date]

    def works(self, day: dt.date) -> bool:
        """Whether the day counts."""
        return day.weekday() in self.closes and day not in self.closures

    def after(self, start: dt.datetime, days: int) -> dt.datetime:
        """The close of business `days` working days after the day of `start`; with 0 days its own
        day's, or the next working day's."""
        day = start.astimezone(self.zone).date()
        while days or not self.works(day):
            day += dt.timedelta(days=1)
            days -= self.works(day) and days > 0
        return dt.datetime.combine(day, self.closes[day.weekday()], self.zone).astimezone(dt.UTC)

    def between(self, start: dt.datetime, end: dt.datetime) -> int:
        """Working days after the day of `start` up to the day of `end`; 0 when it is past."""
        day, last = start.astimezone(self.zone).date(), end.astimezone(self.zone).date()
        count = 0
        while day < last:
            day += dt.timedelta(days=1)
            count += self.works(day)
        return count


def calendar_of(office: Office | None) -> Calendar:
    """The office's own calendar; Monday to Friday in Taipei where it has no hours or there is none."""
    office = office or Office.objects.filter(is_duty_desk=True).first()
    if office is None:
        return Calendar(MINISTRY_ZONE, dict.fromkeys(range(5), CLOSES), frozenset())
    closes: dict[int, dt.time] = {}
    for span in office.hours.all():
        closes[span.weekday] = max(span.closes, closes.get(span.weekday, span.closes))
    days = frozenset(office.closures.values_list("day", flat=True))
    return Calendar(office.zone, closes or dict.fromkeys(range(5), CLOSES), days)


def zone_of(office: Office | None) -> dt.tzinfo:
    """The time zone of `calendar_of`, without asking for hours and closures."""
    office = office or Office.objects.filter(is_duty_desk=True).first()
    return office.zone if office else MINISTRY_ZONE


def start(case: Case, now: dt.datetime) -> None:
    """Set when the case is due and when it warns."""
    _set(case, now, DAYS[Matter(case.matter)])


def pause(case: Case, now: dt.datetime) -> None:
    """The time stands still from here on."""
    case.paused_at = now


def resume(case: Case, now: dt.datetime) -> None:
    """The working days that were left when it paused are left again."""
    if case.paused_at is not None and case.due_at is not None:
        left = calendar_of(case.office).between(case.paused_at, case.due_at)
        _set(case, now, left)
    case.paused_at = None


def _set(case: Case, now: dt.datetime, days: int) -> None:
    calendar = calendar_of(case.office)
    case.due_at = calendar.after(now, days)
    case.warn_at = calendar.after(now, days - WARN_BEFORE) if days > WARN_BEFORE else now
