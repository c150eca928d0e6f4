"""Public totals of case work; they name nobody."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from django.db.models import Count

from legation.casework.cases.models import Case, Kind, State


@dataclass(frozen=True)
class KindTotals:
    """Of one kind: how many confirmed cases by state, and in how many days the median was answered
    (None below `SMALLEST` answers, so that no single case shows)."""

    kind: Kind
    states: dict[State, int]
    answered: int
    median_days: float | None

    @property
    def count(self) -> int:
        """All confirmed cases of the kind."""
        return sum(self.states.values())


SMALLEST = 5
RECENT = 2000


def totals() -> list[KindTotals]:
    """One row a kind, in the order of the kinds; the median is over the latest `RECENT` answers."""
    return [_totals(kind) for kind in Kind]


def _totals(kind: Kind) -> KindTotals:
    cases = Case.objects.confirmed().filter(kind=kind).order_by()
    states = dict(cases.values_list("state").annotate(count=Count("pk")))
    answered = cases.exclude(answered_at=None)
    spans = answered.order_by("-answered_at").values_list("confirmed_at", "answered_at")[:RECENT]
    days = [(end - start).total_seconds() / 86400 for start, end in spans if start and end]
    return KindTotals(
        kind,
        {State(state): count for state, count in states.items()},
        answered.count(),
        round(statistics.median(days), 1) if len(days) >= SMALLEST else None,
    )
