"""Leaving: one act ends all roles and sessions of somebody and gives their open work back."""

from __future__ import annotations

from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Grant, User
from legation.accounts.staff.duties import LEAVING, apart
from legation.accounts.staff.models import Departure
from legation.accounts.staff.permissions import grants_within
from legation.accounts.staff.services import PROPOSERS, withdraw
from legation.accounts.staff.telling import tell
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.services import Act, record

# Each gives back what the person (second) has open, on behalf of the first, and says how many.
Release = Callable[[User, User], int]
RELEASES: list[Release] = []


def gives_back(release: Release) -> Release:
    """Decorator: called within the transaction in which somebody leaves the staff."""
    if release not in RELEASES:
        RELEASES.append(release)
    return release


def held(user: User) -> list[Grant]:
    """What leaving would end: grants in force and proposed."""
    return list((user.grants.in_force() | user.grants.proposed()).select_related("office"))


@transaction.atomic
def left(by: User, user: User) -> Departure:
    """Somebody is staff no longer, from now on.

    Raises NotPermitted for oneself and where they hold roles over which `by` does not decide, Conflict where
    they hold none.
    """
    apart(LEAVING, by, user.pk)
    grants = held(user)
    if not grants:
        raise Conflict(_("This person holds no role."))
    reach = set(grants_within(by, *PROPOSERS).filter(user=user).values_list("pk", flat=True))
    if any(grant.pk not in reach for grant in grants):
        raise NotPermitted(_("They hold roles elsewhere too: an administrator of all offices must do this."))
    for grant in [*grants, *Grant.objects.proposed().filter(granted_by=user)]:
        if grant.revoked_at is None:
            withdraw(by, grant)
    cases = sum(release(by, user) for release in RELEASES)
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    row = Departure.objects.create(
        user=user,
        declared_by=by,
        left_at=clock.now(),
        roles=len(grants),
        sessions=len(sessions),
        cases=cases,
    )
    detail: dict[str, str | int] = {"roles": row.roles, "sessions": row.sessions, "cases": row.cases}
    record(Act("staff.left", actor=by.subject_id, about=(user.subject_id,), detail=detail))
    tell([user], "left", {"row": row})
    return row
