"""What the pages of figures are made of: sums of the monthly counts."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet, Sum

from legation.casework.cases.clock import HOURS
from legation.casework.cases.models import RUNNING, Case, Kind
from legation.casework.statistics.counting import IN_TIME, LATE
from legation.casework.statistics.models import Measure, Tally
from legation.kernel import clock

LEAST = 10  # answers of which a usual time is told


@dataclass(frozen=True)
class Scope:
    """Which months (first days, both included) and offices (None in it: the ministry); `kinds` empty: all."""

    since: dt.date
    until: dt.date
    offices: frozenset[int | None] | None
    kinds: tuple[Kind, ...] = ()

    def rows(self) -> QuerySet[Tally]:
        """The counts."""
        found = Tally.objects.filter(month__gte=self.since, month__lte=self.until)
        if self.offices is not None:
            found = found.filter(at_offices(self.offices))
        return found.filter(kind__in=self.kinds) if self.kinds else found


def at_offices(offices: Collection[int | None]) -> Q:
    """Of these, the ministry itself among them where None is."""
    own = Q(office__in=[one for one in offices if one is not None])
    return own | Q(office=None) if None in offices else own


@dataclass
class Sums:
    """Counts by measure and value."""

    counts: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, measure: str, value: str, count: int) -> None:
        """`count` more."""
        self.counts[measure][value] = self.counts[measure].get(value, 0) + count

    def of(self, measure: str, value: str | None = None) -> int:
        """How many; with `value` None of all values."""
        found = self.counts.get(measure, {})
        return sum(found.values()) if value is None else found.get(value, 0)

    @property
    def received(self) -> int:
        """Confirmed in the time."""
        return self.of(Measure.RECEIVED)

    @property
    def answered(self) -> int:
        """Answered in the time."""
        return self.of(Measure.ANSWERED)

    @property
    def in_time(self) -> int:
        """Answered before the end of their time."""
        return self.of(Measure.ANSWERED, IN_TIME)

    @property
    def late(self) -> int:
        """Answered after the end of their time."""
        return self.of(Measure.ANSWERED, LATE)

    def within(self, share: float) -> int | None:
        """In how many working days (hours) this share was answered; None for fewer than `LEAST` answers."""
        took = sorted((int(value), count) for value, count in self.counts.get(Measure.TOOK, {}).items())
        total = sum(count for _value, count in took)
        if total < LEAST:
            return None
        needed, so_far = math.ceil(total * share), 0
        for value, count in took:
            so_far += count
            if so_far >= needed:
                return value
        raise AssertionError("the last value holds them all")


def sums(rows: QuerySet[Tally], by: str) -> Mapping[object, Sums]:
    """By a field of the counts, such as `month`; by nothing (an empty text) under None."""
    found: defaultdict[object, Sums] = defaultdict(Sums)
    names = [by, "measure", "value"] if by else ["measure", "value"]
    for *group, measure, value, count in rows.values_list(*names).annotate(many=Sum("count")).order_by():
        found[group[0] if group else None].add(measure, value, count)
    return found


def months(scope: Scope) -> list[dt.date]:
    """Every month of the scope, with or without counts."""
    found, month = [], scope.since
    while month <= scope.until:
        found.append(month)
        month = (month + dt.timedelta(days=32)).replace(day=1)
    return found


def in_hours(matter: str) -> bool:
    """Whether the time of this class is counted in working hours."""
    return matter in {one.value for one in HOURS}


@dataclass(frozen=True)
class Age:
    """Cases that are not over, by how many days ago they were confirmed: from `first` to before `last`."""

    first: int
    last: int | None
    count: int
    late: int


AGES: tuple[tuple[int, int | None], ...] = ((0, 3), (3, 8), (8, 31), (31, 91), (91, None))


def backlog(offices: Collection[int | None] | None, kinds: Collection[Kind] = ()) -> list[Age]:
    """What is not over now, oldest last; looked up among the running cases, not counted by month."""
    now = clock.now()
    cases = Case.objects.confirmed().filter(ended_at=None).order_by()
    if offices is not None:
        cases = cases.filter(at_offices(offices))
    if kinds:
        cases = cases.filter(kind__in=kinds)
    is_late = Q(state__in=RUNNING, paused_at=None, due_at__lt=now)
    asked: dict[str, Count] = {}
    for place, (first, last) in enumerate(AGES):
        aged = Q(confirmed_at__lte=now - dt.timedelta(days=first))
        if last is not None:
            aged &= Q(confirmed_at__gt=now - dt.timedelta(days=last))
        asked |= {
            f"all_{place}": Count("pk", filter=aged),
            f"late_{place}": Count("pk", filter=aged & is_late),
        }
    found = cases.aggregate(**asked)
    return [
        Age(first, last, found[f"all_{place}"], found[f"late_{place}"])
        for place, (first, last) in enumerate(AGES)
    ]
