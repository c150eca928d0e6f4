"""Running scans, and what officers may do with findings: take and accept them, never close them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task

from legation.defence.scans.models import Finding, ScanRun
from legation.defence.scans.registry import SCANS, TIME_TO_CORRECT, Weakness
from legation.kernel import clock
from legation.kernel.errors import Conflict, LegationError, Unavailable
from legation.ledger.services import Act, record

LONGEST_ACCEPTANCE = dt.timedelta(days=90)
KEEP_RUNS = dt.timedelta(days=400)


def run_scan(name: str) -> ScanRun:
    """Run one scan now: opens what is new, closes what is gone. A scan that could not look changes
    no finding. Raises LegationError for an unknown name."""
    if name not in SCANS:
        raise LegationError(f"There is no scan {name!r}; choose from {', '.join(sorted(SCANS))}.")
    run = ScanRun.objects.create(scan=name)
    try:
        found = {weakness.key[:160]: weakness for weakness in SCANS[name].run()}
    except Unavailable as error:
        run.finished_at, run.failure = clock.now(), str(error.sentence)[:300]
        run.save(update_fields=["finished_at", "failure"])
        return run
    with transaction.atomic():
        run.finished_at, run.weaknesses = clock.now(), len(found)
        run.save(update_fields=["finished_at", "weaknesses"])
        opened, closed = _open(name, found), _close(run, found)
        record(
            Act(
                "scan.run",
                detail={"scan": name, "weaknesses": len(found), "opened": opened, "closed": closed},
            )
        )
    return run


def run_all(names: Iterable[str] = ()) -> list[ScanRun]:
    """Run these scans, or all."""
    ScanRun.objects.filter(started_at__lt=clock.now() - KEEP_RUNS, pk__gt=0).exclude(
        pk__in=Finding.objects.exclude(closed_by=None).values("closed_by")
    ).delete()
    return [run_scan(name) for name in (list(names) or SCANS)]


@task(queue_name="recurring")
def run_all_later() -> int:
    """A worker runs every scan."""
    return len(run_all())


def take(finding: Finding, *, by: uuid.UUID) -> None:
    """The officer answers for correcting it. Raises Conflict when it is closed."""
    with transaction.atomic():
        locked = _locked(finding)
        locked.owner = by
        locked.save(update_fields=["owner"])
        record(Act("finding.taken", actor=by, detail={"finding": locked.pk}))


def accept(finding: Finding, until: dt.date, reason: str, *, by: uuid.UUID) -> None:
    """Live with the risk until a day, for a reason; it stays open. Raises LegationError for a day that
    is past or more than ninety days ahead or without a reason, Conflict when it is closed."""
    ahead = until - clock.today()
    if not dt.timedelta(0) < ahead <= LONGEST_ACCEPTANCE:
        raise LegationError(_("Choose a day within the next ninety days."))
    if not reason.strip():
        raise LegationError(_("Write why the risk can be accepted."))
    with transaction.atomic():
        locked = _locked(finding)
        locked.accepted_until = dt.datetime.combine(until, dt.time.max, dt.UTC)
        locked.accepted_reason, locked.accepted_by = reason.strip()[:300], by
        locked.save(update_fields=["accepted_until", "accepted_reason", "accepted_by"])
        record(
            Act(
                "finding.accepted",
                actor=by,
                reason=locked.accepted_reason,
                detail={"finding": locked.pk, "until": until.isoformat()},
            )
        )


def _locked(finding: Finding) -> Finding:
    locked = Finding.objects.select_for_update().get(pk=finding.pk)
    if locked.closed_at is not None:
        raise Conflict(_("A rescan has closed this finding meanwhile."))
    return locked


def _open(name: str, found: dict[str, Weakness]) -> int:
    known = set(Finding.objects.open().filter(scan=name).values_list("key", flat=True))
    new = [weakness for key, weakness in found.items() if key not in known]
    now = clock.now()
    Finding.objects.bulk_create(
        Finding(
            scan=name,
            key=weakness.key[:160],
            severity=weakness.severity,
            text=weakness.text[:400],
            opened_at=now,
            deadline=now + TIME_TO_CORRECT[weakness.severity],
        )
        for weakness in new
    )
    return len(new)


def _close(run: ScanRun, found: dict[str, Weakness]) -> int:
    gone = Finding.objects.open().filter(scan=run.scan).exclude(key__in=found)
    return gone.update(closed_at=clock.now(), closed_by=run)
