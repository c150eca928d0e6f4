"""Grants of roles: check, act, record, tell the person."""

from __future__ import annotations

import datetime as dt

from allauth.account.models import EmailAddress
from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import POWERFUL, Grant, Role, User
from legation.accounts.staff.permissions import has_role_for
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
    """Give a role, or propose it where a second person must approve: for some roles, and for Restricted.

    Raises NotPermitted for oneself or without the right for that office, Conflict for a member who may not hold it
    or for a term that is too long.
    """
    _may_for(by, PROPOSERS, office)
    if to == by:
        raise NotPermitted(_("Nobody gives a role to themselves."))
    if not EmailAddress.objects.filter(user=to, verified=True).exists() or not to.is_active:
        raise Conflict(_("This account has no confirmed address, or is closed."))
    if role == Role.TRANSLATOR and not language:
        raise Conflict(_("A translator is given the role for one language."))
    if not dt.timedelta(0) < term <= Grant.MAX_TERM:
        raise Conflict(_("A role is given for twelve months at most."))
    waits = role in POWERFUL or clearance is Classification.RESTRICTED
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
    _noted("grant.proposed" if waits else "grant.given", by, grant)
    if not waits:
        _roles_changed(to)
    return grant


@transaction.atomic
def approve(by: User, grant: Grant) -> None:
    """The second person's yes. Raises NotPermitted for the proposer and for the person themselves."""
    grant = Grant.objects.select_for_update().get(pk=grant.pk)
    _may_for(by, APPROVERS, grant.office)
    if not grant.awaits_approval or grant.revoked_at:
        raise Conflict(_("This has been decided already."))
    if by.pk in (grant.granted_by_id, grant.user_id):
        raise NotPermitted(_("Somebody else must approve what you proposed or what is for yourself."))
    grant.approved_by, grant.awaits_approval, grant.starts_at = by, False, clock.now()
    grant.save(update_fields=["approved_by", "awaits_approval", "starts_at"])
    _noted("grant.approved", by, grant)
    _roles_changed(grant.user)


@transaction.atomic
def revoke(by: User, grant: Grant) -> None:
    """Withdraw a role or a proposal; it counts from the next request on."""
    grant = Grant.objects.select_for_update().get(pk=grant.pk)
    _may_for(by, APPROVERS, grant.office)
    if grant.revoked_at:
        raise Conflict(_("This has been decided already."))
    grant.revoked_at = clock.now()
    grant.save(update_fields=["revoked_at"])
    _noted("grant.revoked", by, grant)
    _roles_changed(grant.user)


def _roles_changed(user: User) -> None:
    is_staff = user.grants.in_force().exists()
    if is_staff != user.is_staff:
        user.is_staff = is_staff
        user.save(update_fields=["is_staff"])
    grants_changed.send(sender=User, user=user)


def _noted(action: str, by: User, grant: Grant) -> None:
    record(
        Act(
            action,
            actor=by.subject_id,
            about=(grant.user.subject_id,),
            office=grant.office.slug if grant.office else "",
            detail={
                "role": grant.role,
                "language": grant.language,
                "grant": grant.pk,
                "clearance": grant.clearance,
            },
        )
    )


def _may_for(user: User, roles: tuple[Role, ...], office: Office | None) -> None:
    if not has_role_for(user, *roles, office=office):
        raise NotPermitted(_("Your role does not allow this."))
