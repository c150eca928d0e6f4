"""How the promises stand, from the evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from legation.assurance.models import Evidence, Standing
from legation.kernel import clock
from legation.promises import PROMISES, Control, registry
from legation.promises.texts import SENTENCES

DAYS_SHOWN = 90


class Verdict(StrEnum):
    """In the order in which the register shows them."""

    FAILED = "failed"
    UNPROVEN = "unproven"
    PROVEN = "proven"


@dataclass(frozen=True)
class Checked:
    """A control and its last evidence, None before its first run."""

    control: Control
    evidence: Evidence | None

    @property
    def state(self) -> Verdict:
        """Failed or proven only by fresh evidence that is as it was signed."""
        found = self.evidence
        if found is None or not found.is_fresh or found.kept is None or not found.is_genuine:
            return Verdict.UNPROVEN
        return Verdict.PROVEN if found.kept else Verdict.FAILED


@dataclass(frozen=True)
class Row:
    """One promise as the register shows it."""

    promise: str
    verdict: Verdict
    since: dt.datetime | None
    controls: tuple[Checked, ...]
    days: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The promise in the language of the moment."""
        return str(SENTENCES[self.promise])

    @property
    def checked_at(self) -> dt.datetime | None:
        """When its newest evidence was made."""
        return _last(self.controls)


def judge(controls: Iterable[Checked]) -> Verdict:
    """Failed when any control's fresh evidence is bad; proven only when every control has fresh
    good evidence and there is at least one; else unproven."""
    states = {found.state for found in controls}
    if Verdict.FAILED in states:
        return Verdict.FAILED
    return Verdict.PROVEN if states == {Verdict.PROVEN} else Verdict.UNPROVEN


def verdict(promise: str) -> Verdict:
    """How one promise stands now."""
    return judge(checked(promise, Evidence.objects.filter(promise=promise).newest()))


def checked(promise: str, latest: dict[str, Evidence]) -> tuple[Checked, ...]:
    """The controls of a promise with their last evidence."""
    return tuple(Checked(control, latest.get(control.name)) for control in registry.of(promise))


def rows(*, with_days: bool = False) -> list[Row]:
    """Every promise, in the order of the policy."""
    latest = Evidence.objects.newest()
    standings = {row.promise: row for row in Standing.objects.all()}
    days = _days() if with_days else {}
    found = []
    for promise in PROMISES:
        controls = checked(promise, latest)
        state, known = judge(controls), standings.get(promise)
        since = known.since if known is not None and known.verdict == state else _last(controls)
        found.append(Row(promise, state, since, controls, days.get(promise, ())))
    return found


def _last(controls: Iterable[Checked]) -> dt.datetime | None:
    return max((found.evidence.checked_at for found in controls if found.evidence), default=None)


def next_expiry() -> dt.datetime | None:
    """The first moment at which evidence that counts now stops counting."""
    fresh = [row.valid_until for row in Evidence.objects.newest().values() if row.is_fresh]
    return min(fresh, default=None)


def _days() -> dict[str, tuple[str, ...]]:
    """For each promise one state a day, oldest first, `none` where nothing was checked."""
    first = clock.today() - dt.timedelta(days=DAYS_SHOWN - 1)
    counted = (
        Evidence.objects.filter(
            checked_at__gte=dt.datetime.combine(first, dt.time(), dt.UTC),
            control__in=[control.name for control in registry],
        )
        .order_by()
        .annotate(day=TruncDate("checked_at", tzinfo=dt.UTC))
        .values("promise", "day")
        .annotate(
            bad=Count("pk", filter=Q(kept=False)),
            unclear=Count("pk", filter=Q(kept=None)),
        )
    )
    seen: dict[tuple[str, dt.date], str] = {
        (row["promise"], row["day"]): "failed" if row["bad"] else "unproven" if row["unclear"] else "proven"
        for row in counted
    }
    span = [first + dt.timedelta(days=number) for number in range(DAYS_SHOWN)]
    return {promise: tuple(seen.get((promise, day), "none") for day in span) for promise in PROMISES}
