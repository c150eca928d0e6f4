"""More time for an answer: once by the officer within a bound, else with a second person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.accounts.staff.duties import EXTENSION, apart
from legation.casework.cases import clock as case_clock
from legation.casework.cases.models import Case, Event, Extension, Matter
from legation.casework.cases.permissions import may_approve, may_handle
from legation.casework.cases.services.steps import enter, must, send, step
from legation.kernel import clock
from legation.kernel.errors import Conflict
from legation.privacy.gateway import deliver

MOST_DAYS = 60
MOST_DAYS_OF_HOURS = 2  # for a class that counts hours


def bound_of(case: Case) -> int:
    """So many working days one officer may add, once: as long again as the class has."""
    return case_clock.DAYS.get(Matter(case.matter), MOST_DAYS_OF_HOURS)


def extend(case: Case, days: int, reason: str, *, actor: User, revision: int | None = None) -> Extension:
    """Add working days for a reason that the person is told at once; beyond the bound, or a second time,
    it waits for `grant_extension` by somebody else."""
    with step(case.pk, "extended", revision=revision) as locked:
        must(may_handle(actor, locked))
        if locked.paused_at is not None:
            raise Conflict(_("The clock stands still; there is nothing to extend."))
        if not 1 <= days <= MOST_DAYS:
            raise Conflict(_("Choose between 1 and %d working days.") % MOST_DAYS)
        if locked.extensions.filter(until=None, refused_at=None).exists():
            raise Conflict(_("More time was asked for. Decide on that first."))
        alone = days <= bound_of(locked) and not locked.extensions.exclude(until=None).exists()
        row = Extension.objects.create(
            case=locked, days=days, reason=reason, proposed_by=actor, proposed_at=clock.now()
        )
        if alone:
            _grant(locked, row, reason, actor)
        else:
            enter(locked, Event.LENGTHENED, actor=actor, is_public=False, body=reason)
    return row


def grant_extension(case: Case, *, actor: User, revision: int | None = None) -> Extension:
    """The second person's yes. Raises NotPermitted for whoever asked for it."""
    with step(case.pk, "extended", revision=revision) as locked:
        row = _waiting(locked, actor)
        row.approved_by = actor
        _grant(locked, row, deliver(row, ["reason"])["reason"], actor)
    return row


def refuse_extension(case: Case, why: str, *, actor: User, revision: int | None = None) -> Case:
    """The second person's no."""
    with step(case.pk, "extended", revision=revision) as locked:
        row = _waiting(locked, actor)
        row.refused_at, row.approved_by = clock.now(), actor
        row.save(update_fields=["refused_at", "approved_by"])
        enter(locked, Event.KEPT, actor=actor, is_public=False, body=why)
    return locked


def _waiting(case: Case, actor: User) -> Extension:
    must(may_approve(actor, case))
    row = case.extensions.select_related("case__subject").filter(until=None, refused_at=None).first()
    if row is None:
        raise Conflict(_("No more time was asked for."))
    apart(EXTENSION, actor, row.proposed_by_id)
    return row


def _grant(case: Case, row: Extension, reason: str, actor: User) -> None:
    case_clock.extend(case, clock.now(), row.days)
    assert case.due_at is not None
    row.until = case.due_at
    row.save(update_fields=["until", "approved_by"])
    enter(case, Event.EXTENDED, actor=actor, body=reason)
    send(case, "extended", {"reason": reason})
