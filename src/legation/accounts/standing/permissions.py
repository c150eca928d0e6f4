"""Who decides about members. A member belongs to no office, so the ministry decides; an office only
about those who have to do with it, and for a short time (docs/decisions/0020-suspension-and-denial.md)."""

from __future__ import annotations

from legation.accounts.models import Role, Suspension, User
from legation.accounts.staff.permissions import has_role, offices_of
from legation.accounts.standing.ports import offices_dealing_with
from legation.offices.models import Office

JUDGES = (Role.ADMINISTRATOR, Role.SUPERVISOR)
# The privacy officer is the second person where the ministry has one judge only.
SECONDS = (*JUDGES, Role.PRIVACY_OFFICER)
OFFICE_DAYS = 30
ALONE_DAYS = 180


def for_ministry(user: User, *roles: Role) -> bool:
    """Whether the person holds one of the roles for the ministry: for all offices, or at its duty desk."""
    grants = user.grants.in_force().filter(role__in=roles)
    everywhere = grants.filter(office=None) | grants.filter(office__is_duty_desk=True)
    return user.is_active and user.is_staff and everywhere.exists()


def may_judge(user: User, member: User) -> bool:
    """Whether the person may look at the standing of this member at all."""
    return for_ministry(user, *JUDGES) or office_for(user, member) is not None


def office_for(user: User, member: User) -> Office | None:
    """The office for which the person may suspend this member; None for the ministry and for nobody."""
    if for_ministry(user, *JUDGES) or not has_role(user, *JUDGES):
        return None
    theirs = offices_dealing_with(member)
    return next((office for office in offices_of(user, *JUDGES) if office.pk in theirs), None)


def may_second(user: User, row: Suspension) -> bool:
    """Whether the person may be the second one: for the ministry, and not who proposed it."""
    return user.pk not in (row.imposed_by_id, row.user_id) and for_ministry(user, *SECONDS)


def may_lift(user: User, row: Suspension) -> bool:
    """The ministry lifts anything; an office's supervisor what that office imposed."""
    if for_ministry(user, *JUDGES):
        return True
    return row.office is not None and has_role(user, *JUDGES, office=row.office)
