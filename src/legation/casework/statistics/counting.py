"""Counting cases by month anew, from the cases themselves."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import Q

from legation.casework.cases.clock import DAYS, HOURS, Calendar, calendar_of
from legation.casework.cases.models import Case, CaseEntry, Event, Extension, Matter, Outcome, Reply, State
from legation.casework.statistics.models import Measure, Tally
from legation.kernel import clock
from legation.offices.models import Office

IN_TIME, LATE = "in-time", "late"
OTHERWISE = (State.REJECTED, State.WITHDRAWN, State.TRANSFERRED, State.MERGED)
AT_ONCE = 5_000
# The month, the office, kind and matter, the measure, its value.
Key = tuple[dt.date, int | None, str, str, str, str]


@dataclass
class _Count:
    """What is being counted: nothing before the month `since`."""

    since: dt.date | None
    found: Counter[Key] = field(default_factory=Counter)
    calendars: dict[int | None, Calendar] = field(default_factory=dict)

    def calendar(self, office: int | None) -> Calendar:
        """The office's, asked for once."""
        if office not in self.calendars:
            row = None if office is None else Office.objects.get(pk=office)
            self.calendars[office] = calendar_of(row)
        return self.calendars[office]

    def add(
        self, at: dt.datetime | None, place: tuple[int | None, str, str], measure: str, value: str = ""
    ) -> None:
        """One more, in the month of `at` where the office is."""
        if at is None:
            return
        month = at.astimezone(self.calendar(place[0]).zone).date().replace(day=1)
        if self.since is None or month >= self.since:
            self.found[(month, *place, measure, value)] += 1


def count(*, everything: bool = False) -> int:
    """Count this month and the one before anew, or all; returns how many rows there are of them."""
    first = clock.today().replace(day=1)
    since = None if everything else (first - dt.timedelta(days=1)).replace(day=1)
    counted = _Count(since)
    _cases(counted)
    _events(counted)
    rows = [
        Tally(
            month=month, office_id=office, kind=kind, matter=matter, measure=measure, value=value, count=many
        )
        for (month, office, kind, matter, measure, value), many in counted.found.items()
    ]
    with transaction.atomic():
        _one_at_a_time()
        old = Tally.objects.all() if since is None else Tally.objects.filter(month__gte=since)
        old.delete()
        Tally.objects.bulk_create(rows, batch_size=AT_ONCE)
    return len(rows)


def _one_at_a_time() -> None:
    """Of two runs at once the later writer waits, and then deletes what the earlier one has written; else each would
    delete what it sees and both would stay. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                f"LOCK TABLE {Tally._meta.db_table} IN SHARE ROW EXCLUSIVE MODE"
            )  # a constant name


def _start(since: dt.date) -> dt.datetime:
    """Early enough for every time zone."""
    return dt.datetime.combine(since, dt.time(), dt.UTC) - dt.timedelta(days=1)


def _cases(counted: _Count) -> None:
    cases = Case.objects.confirmed().order_by()
    if counted.since is not None:
        start = _start(counted.since)
        touched = Q(confirmed_at__gte=start) | Q(answered_at__gte=start) | Q(ended_at__gte=start)
        cases = cases.filter(touched)
    more = dict(_more_days())
    names = (
        "pk",
        "office_id",
        "kind",
        "matter",
        "state",
        "confirmed_at",
        "answered_at",
        "ended_at",
        "due_at",
    )
    for row in cases.values_list(*names, "ground", "rating").iterator(AT_ONCE):
        pk, office, kind, matter, state, confirmed, answered, ended, due, ground, rating = row
        place = (office, kind, matter)
        counted.add(confirmed, place, Measure.RECEIVED)
        if state in OTHERWISE:
            counted.add(ended, place, Measure.ENDED, state)
            if ground:
                counted.add(ended, place, Measure.GROUND, ground)
        if answered is None:
            continue
        counted.add(answered, place, Measure.ANSWERED, LATE if due and answered > due else IN_TIME)
        if rating:
            counted.add(answered, place, Measure.RATED, rating)
        if due is not None:
            took = _took(counted.calendar(office), Matter(matter), answered, due, more.get(pk, 0))
            counted.add(answered, place, Measure.TOOK, str(took))


def _took(calendar: Calendar, matter: Matter, answered: dt.datetime, due: dt.datetime, more: int) -> int:
    """Working days or hours: what we may take, less what was left. So what the clock stood still is not in it,
    and after a reopening it is counted from there."""
    between = calendar.minutes_between if matter in HOURS else calendar.between
    left = between(answered, due) - between(due, answered)
    if matter in HOURS:
        return max(0, -(-(HOURS[matter] * 60 - left) // 60))
    return max(0, DAYS[matter] + more - left)


def _more_days() -> Iterator[tuple[int, int]]:
    """By case, the days that were added since it was opened or reopened last."""
    reopened = dict(
        CaseEntry.objects.filter(event=Event.REOPENED, case__extensions__isnull=False)
        .order_by("at")
        .values_list("case", "at")
    )
    days: Counter[int] = Counter()
    granted = Extension.objects.exclude(until=None).values_list("case", "days", "proposed_at")
    for case, many, at in granted:
        if case not in reopened or reopened[case] < at:
            days[case] += many
    yield from days.items()


def _events(counted: _Count) -> None:
    """Reopenings, and decisions on applications."""
    start = _start(counted.since) if counted.since else dt.datetime.min.replace(tzinfo=dt.UTC)
    places = ("case__office_id", "case__kind", "case__matter")
    again = CaseEntry.objects.filter(event=Event.REOPENED, at__gte=start).order_by()
    for at, *place in again.values_list("at", *places):
        counted.add(at, (place[0], place[1], place[2]), Measure.REOPENED)
    decided = Reply.objects.filter(sent_at__gte=start, of=None).exclude(outcome=Outcome.ANSWER).order_by()
    for at, outcome, *place in decided.values_list("sent_at", "outcome", *places):
        counted.add(at, (place[0], place[1], place[2]), Measure.DECIDED, outcome)
