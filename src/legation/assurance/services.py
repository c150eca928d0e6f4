"""Running controls, keeping their signed evidence, and noting when a verdict changes."""

from __future__ import annotations

import datetime as dt
import logging

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django_tasks import task

from legation.accounts.models import Grant, Role, User
from legation.assurance import signing
from legation.assurance.models import Claim, Evidence, Standing
from legation.assurance.outside import OutsideSite
from legation.assurance.queries import Row, Verdict, rows
from legation.edge.bulletin import Change, announce
from legation.kernel import clock
from legation.kernel.errors import LegationError
from legation.ledger.services import Act, record
from legation.mail.services import queue_template
from legation.promises import Control, Finding, Site, registry

log = logging.getLogger(__name__)
KEEP = dt.timedelta(days=400)


def find(name: str) -> Control:
    """The control of that name. Raises LegationError when there is none."""
    for control in registry:
        if control.name == name:
            return control
    raise LegationError(f"There is no control named {name}; `legation assurance show` lists them.")


def run_control(control: Control, site: Site | None = None) -> Evidence:
    """Run it once and keep what it saw, signed. An exception is evidence that it could not tell."""
    try:
        finding = control.check(site or OutsideSite())
    except LegationError as error:
        finding = Finding.unclear(f"The check could not be made: {error.sentence}")
    except Exception as error:  # a broken check must never count as a good one, nor stop the others
        log.exception("control %s failed to run", control.name)
        finding = Finding.unclear(f"The check stopped with an error ({type(error).__name__}).")
    return _keep(control, finding)


def run_due(site: Site | None = None) -> list[Evidence]:
    """Run every control whose time has come, then note the verdicts."""
    note_standings()
    made = [run_control(control, site) for control in registry if _claim(control)]
    note_standings()
    return made


def run_all(site: Site | None = None) -> list[Evidence]:
    """Run every control now, whether due or not."""
    made = [run_control(control, site) for control in registry]
    note_standings()
    return made


@task()
def run_now(name: str) -> None:
    """A security or privacy officer asked for one control; a worker runs it."""
    run_control(find(name))
    note_standings()


def note_standings() -> list[Row]:
    """Write down each verdict that has changed, record it, and tell the edge; returns those rows."""
    with transaction.atomic():
        known = {row.promise: row.verdict for row in Standing.objects.all()}
        changed = [row for row in rows() if known.get(row.promise) != row.verdict]
        for row in changed:
            since = _since(row)
            Standing.objects.update_or_create(
                promise=row.promise, defaults={"verdict": row.verdict, "since": since}
            )
            record(
                Act("assurance.verdict", detail={"promise": row.promise, "verdict": str(row.verdict)}),
            )
        if changed:
            _announce_on_commit()
        _alarm([row for row in changed if _is_alarming(row, known.get(row.promise))])
    return changed


def prune() -> int:
    """Delete evidence older than what any page shows; returns how many."""
    newest = [row.pk for row in Evidence.objects.newest().values()]
    old = Evidence.objects.filter(checked_at__lt=clock.now() - KEEP).exclude(pk__in=newest)
    return old.delete()[0]


def _is_alarming(row: Row, before: str | None) -> bool:
    return row.verdict is Verdict.FAILED or before == Verdict.PROVEN


def _alarm(lost: list[Row]) -> None:
    """Tell the security officers, in one mail each."""
    if not lost:
        return
    grants = Grant.objects.in_force().filter(role=Role.SECURITY_OFFICER, user__is_active=True)
    for user in User.objects.filter(pk__in=grants.values("user")).select_related("subject"):
        queue_template(
            user.subject,
            user.email,
            "assurance/mail/alarm.txt",
            {"rows": lost, "desk": settings.LEGATION_ORIGIN + reverse("assurance_desk")},
            language=user.language or settings.LANGUAGE_CODE,
        )


def _since(row: Row) -> dt.datetime:
    """A promise becomes unproven when the evidence that carried it expired, which may be a while ago."""
    if row.verdict is not Verdict.UNPROVEN:
        return row.checked_at or clock.now()
    ends = [found.evidence.valid_until for found in row.controls if found.evidence]
    return min([clock.now(), *ends])


def _keep(control: Control, finding: Finding) -> Evidence:
    now = clock.now().replace(microsecond=0)
    evidence = Evidence(
        promise=control.promise,
        control=control.name,
        kept=finding.kept,
        seen=finding.seen,
        checked_at=now,
        valid_until=now + control.valid_for,
    )
    evidence.signature = signing.sign(evidence.statement())
    with transaction.atomic():
        evidence.save()
        _announce_on_commit()
    return evidence


def _announce_on_commit() -> None:
    transaction.on_commit(lambda: announce(settings.LEGATION_DATA, Change.UPDATE, {"assurance"}))


def _claim(control: Control) -> bool:
    """True for exactly one caller each time the control is due."""
    now = clock.now()
    due = Claim.objects.filter(control=control.name, at__lte=now - control.every)
    if due.update(at=now):
        return True
    if Claim.objects.filter(control=control.name).exists():
        return False
    try:
        with transaction.atomic():
            Claim.objects.create(control=control.name, at=now)
    except IntegrityError:
        return False
    return True
