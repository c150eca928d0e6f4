"""Running drills and signing them off."""

from __future__ import annotations

import datetime as dt
import logging
import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import has_role
from legation.kernel import clock
from legation.kernel.errors import Conflict, LegationError, NotPermitted
from legation.ledger.services import Act, record
from legation.resilience.backups.models import BackupRun
from legation.resilience.drills import emptied_database
from legation.resilience.drills.models import DrillRun
from legation.resilience.drills.outcome import Outcome
from legation.resilience.drills.twin import Twin

log = logging.getLogger(__name__)
Drill = Callable[[Twin, Callable[[str], None]], Outcome]
DRILLS: dict[str, Drill] = {"emptied-database": emptied_database.run}
EVERY = dt.timedelta(days=28)
RETRY = dt.timedelta(days=1)


def run_drill(name: str) -> DrillRun:
    """Run one drill on a twin of the last proven backup; what failed is in the report.

    Raises LegationError for a drill that does not exist.
    """
    if name not in DRILLS:
        raise LegationError(f"There is no drill named {name}; `legation drill list` shows them.")
    run = DrillRun.objects.create(name=name)
    lines: list[str] = []
    folder = Path(settings.LEGATION_DATA) / "drills" / f"{name}-{run.pk}"
    try:
        run.snapshot = _last_backup().snapshot
        twin = Twin(folder, run.snapshot)
        twin.build()
        outcome = DRILLS[name](twin, lines.append)
        run.detection_seconds, run.restore_seconds = outcome.detection_seconds, outcome.restore_seconds
        run.records_lost, run.ok = outcome.records_lost, True
    except Exception as error:  # whatever went wrong belongs in the report; the site goes on
        log.exception("drill %s failed", name)
        sentence = error.sentence if isinstance(error, LegationError) else f"{type(error).__name__}: {error}"
        lines.append(f"The drill failed: {sentence}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    lines.append("The twin was deleted.")
    run.report, run.finished_at = "\n".join(lines), clock.now()
    with transaction.atomic():
        run.save()
        record(Act("drill.run", detail={"drill": name, "run": run.pk, "ok": run.ok}))
    return run


def due() -> list[str]:
    """The drills whose month has passed; after a failure, whose day has."""
    now = clock.now()
    return [
        name
        for name in DRILLS
        if not DrillRun.objects.filter(name=name, ok=True, started_at__gt=now - EVERY).exists()
        and not DrillRun.objects.filter(name=name, started_at__gt=now - RETRY).exists()
    ]


def sign_off(run_id: int, officer: User) -> DrillRun:
    """A security officer has read the report. Raises NotPermitted, or Conflict when it was signed."""
    if not has_role(officer, Role.SECURITY_OFFICER):
        raise NotPermitted(_("Only a security officer signs a drill off."))
    with transaction.atomic():
        run = DrillRun.objects.select_for_update().get(pk=run_id)
        if run.finished_at is None:
            raise Conflict(_("This drill has not ended yet."))
        if run.signed_off_at is not None:
            raise Conflict(_("This drill has been signed off already."))
        run.signed_off_by, run.signed_off_at = officer, clock.now()
        run.save()
        record(Act("drill.signed-off", actor=officer.subject_id, detail={"run": run.pk}))
    return run


def _last_backup() -> BackupRun:
    backup = BackupRun.objects.exclude(verified_at=None).first()
    if backup is None:
        raise LegationError("There is no verified backup to restore a twin from: legation backup now")
    return backup
