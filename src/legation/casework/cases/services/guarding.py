"""How urgent a case is, who may know of it, and who may have no part in it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.accounts.staff.permissions import has_role_for
from legation.casework.cases.models import Case, Event, Interest, NamedReader, Priority, State
from legation.casework.cases.permissions import (
    HANDLERS,
    desk_of,
    may_approve,
    may_be_given,
    may_handle,
    may_open,
)
from legation.casework.cases.services.handling import draft_of
from legation.casework.cases.services.steps import CHANGED, enter, must, step
from legation.casework.cases.services.telling import supervisors_of, tell_staff
from legation.kernel import clock
from legation.kernel.errors import Conflict


def prioritise(case: Case, priority: Priority, why: str, *, actor: User, revision: int | None = None) -> Case:
    """Order it before or after others in the queues, with a reason for colleagues."""
    with step(case.pk, "prioritised", revision=revision) as locked:
        must(may_handle(actor, locked))
        locked.priority = Priority(priority)
        body = f"{locked.get_priority_display()}\n\n{why}"
        enter(locked, Event.PRIORITISED, actor=actor, is_public=False, body=body)
    return locked


def guard(case: Case, why: str, *, sensitive: bool, actor: User, revision: int | None = None) -> Case:
    """A supervisor says that only who needs to know may open it, or lifts that."""
    with step(case.pk, "guarded", revision=revision) as locked:
        must(may_approve(actor, locked))
        if locked.is_sensitive == sensitive:
            raise Conflict(CHANGED)
        locked.is_sensitive = sensitive
        locked.repeats.update(is_sensitive=sensitive)  # one matter, one mark
        if not sensitive:
            locked.readers.all().delete()
        event = Event.GUARDED if sensitive else Event.UNGUARDED
        enter(locked, event, actor=actor, is_public=False, body=why)
    return locked


def name_reader(
    case: Case, person: User, *, may_read: bool, actor: User, revision: int | None = None
) -> Case:
    """A supervisor lets somebody of the office open a sensitive case, or no longer."""
    with step(case.pk, "guarded", revision=revision) as locked:
        must(may_approve(actor, locked))
        if not may_read:
            locked.readers.filter(user=person).delete()
        elif not locked.is_sensitive or not may_be_given(person, locked):
            raise Conflict(_("Choose an officer of this office who has no conflict of interest."))
        else:
            NamedReader.objects.get_or_create(
                case=locked, user=person, defaults={"named_by": actor, "at": clock.now()}
            )
        sign = "+" if may_read else "−"
        body = f"{sign} {person.get_full_name()}"
        enter(locked, Event.READERS, actor=actor, is_public=False, body=body)
    return locked


def declare_interest(case: Case, why: str, *, actor: User, revision: int | None = None) -> Case:
    """The officer has a conflict of interest: from here on they neither open the case nor decide in it. What
    they hold goes back to the queue, a draft of theirs is sent back, and the supervisors are told."""
    with step(case.pk, "interest", revision=revision) as locked:
        must(may_handle(actor, locked) or may_approve(actor, locked))
        Interest.objects.get_or_create(case=locked, user=actor, defaults={"at": clock.now()})
        locked.readers.filter(user=actor).delete()
        draft = draft_of(locked) if locked.state == State.PROPOSED else None
        if draft is not None and draft.proposed_by_id == actor.pk:
            draft.returned_at = clock.now()
            draft.save(update_fields=["returned_at"])
            locked.state = State.ASSIGNED
        if locked.assignee_id == actor.pk:
            locked.assignee = None
        if locked.state == State.ASSIGNED:
            locked.state = locked.in_hand
        enter(locked, Event.INTEREST, actor=actor, is_public=False, body=why)
        tell_staff(supervisors_of(locked), "staff_interest", locked)
    return locked


def has_declared(user: User, number: str) -> bool:
    """Whether the person declared a conflict of interest in the case of this number."""
    return Interest.objects.filter(user=user, case__number=number[:60]).exists()


@transaction.atomic
def refused(user: User, number: str) -> bool:
    """Whether this number is a case of the person's office that they may not open; the try is recorded, so
    that the supervisor sees it. False for a number that is unknown or another office's."""
    rows = Case.objects.confirmed().select_related("office", "subject").filter(number=number)
    case = rows.first()
    if case is None or not has_role_for(user, *HANDLERS, office=desk_of(case)) or may_open(user, case):
        return False
    if case.is_sensitive or case.interests.filter(user=user).exists():
        enter(case, Event.REFUSED, actor=user, is_public=False)
        return True
    return False


def colleagues(case: Case, *, but: User | None = None) -> list[User]:
    """Who can be given the case, by name."""
    desk = desk_of(case)
    people = User.objects.filter(grants__office=desk, grants__role__in=HANDLERS, is_active=True).distinct()
    if but is not None:
        people = people.exclude(pk=but.pk)
    return [user for user in people.order_by("name", "pk") if may_be_given(user, case)]
