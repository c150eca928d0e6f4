"""Cases of somebody who leaves the staff go back to the queue of their office."""

from __future__ import annotations

from django.utils.translation import gettext

from legation.accounts.models import User
from legation.accounts.staff.leaving import gives_back
from legation.casework.cases.models import RUNNING, Case, Event, State
from legation.casework.cases.services.steps import enter

OPEN = (*RUNNING, State.WAITING)


@gives_back
def release_cases(by: User, person: User) -> int:
    """Nobody's any more: whoever of the office is next takes them. Drafts stay, for a second person to decide."""
    held = Case.objects.filter(assignee=person, state__in=OPEN).select_for_update(of=("self",))
    count = 0
    for case in held.select_related("office", "subject"):
        case.assignee, case.revision = None, case.revision + 1
        if case.state == State.ASSIGNED:  # who waits for another authority goes on waiting
            case.state = State.OPEN
        note = gettext("The officer left the staff; somebody else must take it on.")
        enter(case, Event.NOTED, actor=by, is_public=False, body=note)
        case.save()
        count += 1
    return count
