"""Whose notices are whose: an office's officers write, its supervisors sign, the duty desk stands in."""

from __future__ import annotations

from legation.accounts.models import Grant, Role, User
from legation.accounts.staff.duties import is_apart
from legation.accounts.staff.permissions import has_role, has_role_for
from legation.casework.cases.permissions import HANDLERS, duty_desk
from legation.casework.registration.models import Notice
from legation.offices.models import Office

SIGNERS = (Role.SUPERVISOR,)


def is_desk_of(user: object) -> bool:
    """Whether the desk of registrations is for this person at all."""
    return isinstance(user, User) and has_role(user, *HANDLERS)


def may_write(user: User, office: Office) -> bool:
    """Officers and supervisors of the office, and of no other."""
    return has_role_for(user, *HANDLERS, office=office)


def may_plan(user: User, office: Office) -> bool:
    """Who changes the areas of an office."""
    return has_role_for(user, *SIGNERS, office=office)


def may_see(user: User, notice: Notice) -> bool:
    """The office's own people, and the duty desk where it is asked to sign or to look."""
    return may_write(user, notice.office) or may_sign(user, notice) or may_review(user, notice)


def may_sign(user: User, notice: Notice) -> bool:
    """A supervisor of the office; one of the duty desk where the office has no other than the writer. That it is
    not the writer is asked where it is sent."""
    if notice.state != Notice.State.WAITING:
        return False
    return has_role_for(user, *SIGNERS, office=notice.office) or (_at_duty_desk(user) and not others(notice))


def may_review(user: User, notice: Notice) -> bool:
    """A supervisor of the office or of the duty desk, never who sent it."""
    if not notice.awaits_review or not is_apart(user, notice.sent_by_id):
        return False
    return has_role_for(user, *SIGNERS, office=notice.office) or _at_duty_desk(user)


def others(notice: Notice) -> set[int]:
    """The supervisors of the office, save who wrote or sent the notice."""
    grants = Grant.objects.in_force().filter(role__in=SIGNERS, office=notice.office, user__is_active=True)
    return set(grants.values_list("user", flat=True)) - {notice.written_by_id, notice.sent_by_id}


def at_duty_desk() -> set[int]:
    """The supervisors of the ministry's duty desk."""
    grants = Grant.objects.in_force().filter(
        role__in=SIGNERS, office__is_duty_desk=True, user__is_active=True
    )
    return set(grants.values_list("user", flat=True))


def _at_duty_desk(user: User) -> bool:
    desk = duty_desk()
    return desk is not None and has_role_for(user, *SIGNERS, office=desk)
