"""Grants of roles: check, act, record, tell the person."""

from __future__ import annotations

import datetime as dt

from allauth.account.models import EmailAddress
from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import POWERFUL, Grant, Role, User
from legation.accounts.staff.duties import GRANT, OWN_ROLE, apart
from legation.accounts.staff.permissions import administers
from legation.kernel import clock
from legation.kernel.classification import Classification
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.services import Act, record
from legation.offices.models import Office

# Sent with `user` after the roles of somebody changed, in the same transaction.
grants_changed = Signal()

PROPOSERS = (Role.ADMINISTRATOR,)
# The privacy officer is the second person where there is one administrator only.
APPROVERS = (Role.ADMINISTRATOR, Role.PRIVACY_OFFICER)


@transaction.atomic
def propose(
    by: User,
    to: User,
    role: Role,
    *,
    office: Office | None,
    language: str,
    term: dt.timedelta,
    clearance: Classification = Classification.INTERNAL,
) -> Grant:
    """Give a role, or propose it where a second person must approve: see `waits_for_second`.

    Raises NotPermitted for oneself or without the right for that office, Conflict for a member who may not hold it
    or for a term that is too long.
    """
    may_for(by, PROPOSERS, office)
    apart(OWN_ROLE, by, to.pk)
    check_terms(to, role, language, term)
    waits = waits_for_second(role, clearance)
    grant = Grant.objects.create(
        user=to,
        role=role,
        office=office,
        language=language,
        clearance=clearance,
        granted_by=by,
        expires_at=clock.now() + term,
        awaits_approval=waits,
    )
    noted("grant.proposed" if waits else "grant.given", by, grant)
    if not waits:
        roles_changed(to)
    return grant


def check_terms(to: User, role: Role, language: str, term: dt.timedelta) -> None:
    """Raises Conflict for an account that may hold no role, or for terms on which this one is not given."""
    if not EmailAddress.objects.filter(user=to, verified=True).exists() or not to.is_active:
        raise Conflict(_("This account has no confirmed address, or is closed."))
    if role == Role.TRANSLATOR and not language:
        raise Conflict(_("A translator is given the role for one language."))
    if not dt.timedelta(0) < term <= Grant.MAX_TERM:
        raise Conflict(_("A role is given for twelve months at most."))


def waits_for_second(role: Role, clearance: Classification) -> bool:
    """Whether a second person must approve: roles that decide over people, and Restricted."""
    return role in POWERFUL or clearance is Classification.RESTRICTED


@transaction.atomic
def approve(by: User, grant: Grant) -> None:
    """The second person's yes. Raises NotPermitted for the proposer and for the person themselves."""
    grant = Grant.objects.select_for_update().get(pk=grant.pk)
    may_for(by, APPROVERS, grant.office)
    if not grant.awaits_approval or grant.revoked_at:
        raise Conflict(_("This has been decided already."))
    apart(GRANT, by, grant.granted_by_id, grant.user_id)
    if hasattr(grant, "emergency"):
        raise Conflict(_("An emergency grant is opened at its own desk."))
    settle(by, grant)
    noted("grant.approved", by, grant)


def settle(by: User, grant: Grant) -> None:
    """Write the second person's yes; what the grant renews ends with it."""
    grant.approved_by, grant.awaits_approval, grant.starts_at = by, False, clock.now()
    grant.save(update_fields=["approved_by", "awaits_approval", "starts_at"])
    supersede(grant)
    roles_changed(grant.user)


def supersede(grant: Grant) -> None:
    """End the grant that this one renews, so that a role is never held twice."""
    old = Grant.objects.filter(renewals__grant=grant, revoked_at=None)
    for row in old:
        row.revoked_at = clock.now()
        row.save(update_fields=["revoked_at"])


@transaction.atomic
def revoke(by: User, grant: Grant) -> None:
    """Withdraw a role or a proposal; it counts from the next request on."""
    grant = Grant.objects.select_for_update().get(pk=grant.pk)
    may_for(by, APPROVERS, grant.office)
    if grant.revoked_at:
        raise Conflict(_("This has been decided already."))
    withdraw(by, grant)


def withdraw(by: User | None, grant: Grant) -> None:
    """End a grant now. `by` None: the operator at the command line, whom the caller records."""
    grant.revoked_at = clock.now()
    grant.save(update_fields=["revoked_at"])
    for row in Grant.objects.proposed().filter(renewal__replaces=grant):
        row.revoked_at = clock.now()  # a renewal that waits must not bring it back
        row.save(update_fields=["revoked_at"])
    if by is not None:
        noted("grant.revoked", by, grant)
    roles_changed(grant.user)


def roles_changed(user: User) -> None:
    """Whoever holds a role is staff, nobody else is; the editor's rights follow."""
    is_staff = user.grants.in_force().exists()
    if is_staff != user.is_staff:
        user.is_staff = is_staff
        user.save(update_fields=["is_staff"])
    grants_changed.send(sender=User, user=user)


def noted(action: str, by: User, grant: Grant, reason: str = "") -> None:
    """Record an act on a grant, in the caller's transaction."""
    record(
        Act(
            action,
            actor=by.subject_id,
            about=(grant.user.subject_id,),
            office=grant.office.slug if grant.office else "",
            reason=reason,
            detail={
                "role": grant.role,
                "language": grant.language,
                "grant": grant.pk,
                "clearance": grant.clearance,
            },
        )
    )


def may_for(user: User, roles: tuple[Role, ...], office: Office | None) -> None:
    """Raises NotPermitted without one of the roles for this office."""
    if not administers(user, *roles, office=office):
        raise NotPermitted(_("Your role does not allow this."))
