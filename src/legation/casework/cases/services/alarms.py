"""Who is told when a case nears or has passed its time; each once for each deadline.

Every alarm is one transaction: the row that says it was given, the entry, its record and its mails. Whatever
is killed in the middle is done again whole, or was done.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef

from legation.accounts.models import Role, User
from legation.casework.cases import clock as case_clock
from legation.casework.cases.absences import told_for
from legation.casework.cases.models import Alarm, Case, CaseQuerySet, Event
from legation.casework.cases.permissions import duty_desk
from legation.casework.cases.services.steps import enter, step
from legation.casework.cases.services.telling import holders, supervisors_of, tell_staff
from legation.kernel import clock
from legation.kernel.errors import Conflict

Level = Alarm.Level
AT_ONCE = 500
EVENTS = {
    Level.WARNED: Event.WARNED,
    Level.BREACHED: Event.BREACHED,
    Level.ESCALATED: Event.ESCALATED,
}


def raise_alarms() -> int:
    """Give every alarm that is due and was not given; returns how many were."""
    count = 0
    for level in (Level.ESCALATED, Level.BREACHED, Level.WARNED):
        for pk in list(_without(level).values_list("pk", flat=True)[:AT_ONCE]):
            count += _raise(pk, level)
    return count


def _without(level: Alarm.Level) -> CaseQuerySet:
    """Cases that may need this alarm: at their stage, and not given for their deadline."""
    cases = Case.objects.due_soon() if level == Level.WARNED else Case.objects.late()
    given = Alarm.objects.filter(case=OuterRef("pk"), due_at=OuterRef("due_at"))
    cases = cases.filter(~Exists(given.filter(level=level))).order_by("due_at", "pk")
    if level == Level.ESCALATED:
        cases = cases.filter(Exists(given.filter(level=Level.BREACHED)))
    if level == Level.WARNED:
        cases = cases.filter(due_at__gte=clock.now())  # who is late needs no warning any more
    return cases


def _raise(pk: int, level: Alarm.Level) -> bool:
    """One alarm, if it still is due once the case is locked."""
    with transaction.atomic():
        try:
            with step(pk, "alarmed") as case:
                # The page that an officer has open stays good: nothing of the case itself changes.
                case.revision -= 1
                if not _is_due(case, level):
                    return False
                assert case.due_at is not None
                _row, is_new = Alarm.objects.get_or_create(
                    case=case, level=level, due_at=case.due_at, defaults={"at": clock.now()}
                )
                if not is_new:
                    return False
                enter(case, EVENTS[level], is_public=False)
                tell_staff(_recipients(case, level), f"staff_{level}", case)
        except Conflict:
            return False  # answered or waiting meanwhile
    return True


def _is_due(case: Case, level: Alarm.Level) -> bool:
    now = clock.now()
    if case.due_at is None or not case.is_running:
        return False
    if level == Level.WARNED:
        return case.is_due_soon and not case.is_late
    if level == Level.BREACHED:
        return case.is_late
    return case_clock.escalates_at(case, case.due_at) <= now


def _recipients(case: Case, level: Alarm.Level) -> list[User]:
    if level == Level.WARNED and case.assignee is not None and case.assignee.is_active:
        return told_for(case.assignee)
    if level != Level.ESCALATED:
        return supervisors_of(case)
    return holders(duty_desk(), Role.SUPERVISOR) or supervisors_of(case)
