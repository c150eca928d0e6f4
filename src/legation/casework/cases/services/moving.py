"""Another office of the ministry takes a case over, with its clock and its history."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Role, User
from legation.casework.cases.models import Case, Event, State
from legation.casework.cases.permissions import desk_of, duty_desk, may_handle
from legation.casework.cases.services.steps import enter, moved, must, send, step
from legation.casework.cases.services.telling import holders, tell_staff
from legation.kernel.errors import Conflict
from legation.offices.models import Office


def move(case: Case, office: Office | None, why: str, *, actor: User, revision: int | None = None) -> Case:
    """Pass the case to `office` (None: the ministry's duty desk). The time runs on as it stood; nobody is
    its officer there yet, and readers named here lose it. The person is told where it is, and why.

    Raises Conflict for the office that has it, or while units or the person are asked about it.
    """
    with step(case.pk, "moved", revision=revision) as locked:
        must(may_handle(actor, locked))
        office = None if office is not None and office.is_duty_desk else office
        if office == locked.office:
            raise Conflict(_("This office has the case already."))
        must_be_free(locked)
        locked.office, locked.assignee = office, None
        if locked.state == State.ASSIGNED:
            locked.state = State.OPEN
        locked.readers.all().delete()
        name = name_of(office, locked.language)
        enter(locked, Event.MOVED, actor=actor, body=f"{name}\n\n{why}")
        for follower in locked.repeats.select_related("subject"):
            follower.office, follower.assignee = office, None
            follower.save(update_fields=["office", "assignee"])
            moved.send(sender=Case, case=follower)
            enter(follower, Event.MOVED, actor=actor, body=f"{name}\n\n{why}")
        send(locked, "moved", {"office_name": name, "why": why})
        tell_staff(holders(desk_of(locked), Role.SUPERVISOR), "staff_moved", locked)
    return locked


def name_of(office: Office | None, language: str) -> str:
    """The office's name in this language; the ministry's for None."""
    office = office or duty_desk()
    with translation.override(language):
        return office.text(language).name if office and office.texts.exists() else gettext("The ministry")


def must_be_free(case: Case) -> None:
    """Raises Conflict while a unit, the person or a second person is asked for something that hangs on the
    case as it stands."""
    if case.parts.filter(answered_at=None, dropped_at=None).exists():
        raise Conflict(_("A unit has not answered its part yet."))
    if case.transfers.filter(state__in=("asked", "agreed")).exists():
        raise Conflict(_("The person is asked whether it may be sent on. Wait for that, or take it back."))
    if case.extensions.filter(until=None, refused_at=None).exists():
        raise Conflict(_("More time was asked for. Decide on that first."))
