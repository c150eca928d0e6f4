"""Grants of roles and suspension of members: check, act, record, tell the person."""

from __future__ import annotations

import datetime as dt

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import POWERFUL, Grant, Role, Suspension, SuspensionReason, User
from legation.accounts.staff.permissions import has_role, has_role_for, reader
from legation.kernel import clock
from legation.kernel.classification import Classification
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.services import Act, record
from legation.mail.services import queue_template
from legation.offices.models import Office
from legation.privacy import gateway

# Sent with `user` after the roles of somebody changed, in the same transaction.
grants_changed = Signal()

PROPOSERS = (Role.ADMINISTRATOR,)
# The privacy officer is the second person where there is one administrator only.
APPROVERS = (Role.ADMINISTRATOR, Role.PRIVACY_OFFICER)
JUDGES = (Role.ADMINISTRATOR, Role.SUPERVISOR)
REVIEW = gateway.purpose("member.review", _("to decide whether services must be denied"))


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


@transaction.atomic
def look_up(by: User, address: str) -> User | None:
    """The member with exactly this address. Raises NotPermitted without the right."""
    _may(by, JUDGES)
    found = (
        EmailAddress.objects.filter(email=address.strip().lower(), user__is_active=True)
        .select_related("user")
        .first()
    )
    return found.user if found else None


def name_of(by: User, member: User) -> str:
    """The member's name, for deciding about them; leaves a receipt."""
    return gateway.read(reader(by), REVIEW, [member], ["name"])[0]["name"]


@transaction.atomic
def suspend(by: User, member: User, reason: SuspensionReason, days: int | None) -> Suspension:
    """Deny services to a member for `days`, or until lifted; every session ends, a notice is sent.

    Raises NotPermitted without the right or for staff, Conflict while one is in force.
    """
    _may(by, JUDGES)
    if member.is_staff or member == by:
        raise NotPermitted(_("Staff are not suspended here: withdraw their roles first."))
    if Suspension.objects.in_force().filter(user=member).exists():
        raise Conflict(_("This member is suspended already."))
    now = clock.now()
    row = Suspension.objects.create(
        user=member,
        reason=reason,
        imposed_by=by,
        starts_at=now,
        ends_at=now + dt.timedelta(days=days) if days else None,
    )
    for session in UserSession.objects.filter(user=member):
        session.end()
    record(
        Act(
            "member.suspended",
            actor=by.subject_id,
            about=(member.subject_id,),
            reason=reason,
            detail={"days": days, "suspension": row.pk},
        )
    )
    _tell(member, "mail/accounts_suspended.txt", row)
    return row


@transaction.atomic
def lift(by: User, row: Suspension) -> None:
    """End a suspension now. Raises Conflict when none is in force."""
    _may(by, JUDGES)
    if not Suspension.objects.in_force().filter(pk=row.pk).update(lifted_at=clock.now()):
        raise Conflict(_("This suspension has ended already."))
    record(
        Act(
            "member.suspension-lifted",
            actor=by.subject_id,
            about=(row.user.subject_id,),
            detail={"suspension": row.pk},
        )
    )
    _tell(row.user, "mail/accounts_lifted.txt", row)


def _tell(member: User, template: str, row: Suspension) -> None:
    language = member.language or settings.LANGUAGE_CODE
    context = {"suspension": row, "origin": settings.LEGATION_ORIGIN, "language": language}
    queue_template(member.subject, member.email, template, context, language=language)


def _may(user: User, roles: tuple[Role, ...]) -> None:
    if not has_role(user, *roles):
        raise NotPermitted(_("Your role does not allow this."))


def _may_for(user: User, roles: tuple[Role, ...], office: Office | None) -> None:
    if not has_role_for(user, *roles, office=office):
        raise NotPermitted(_("Your role does not allow this."))
