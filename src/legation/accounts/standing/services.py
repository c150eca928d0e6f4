"""Suspension of members: check, act, record, tell the person."""

from __future__ import annotations

import datetime as dt

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Role, Suspension, SuspensionReason, User
from legation.accounts.staff.permissions import has_role, reader
from legation.accounts.staff.reading import held_by
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.services import Act, record
from legation.mail.services import queue_template
from legation.privacy import gateway

JUDGES = (Role.ADMINISTRATOR, Role.SUPERVISOR)
REVIEW = gateway.purpose(
    "member.review", _("to decide whether services must be denied"), may=held_by(*JUDGES)
)


@transaction.atomic
def look_up(by: User, address: str) -> User | None:
    """The member with exactly this address, who sees that they were looked for; a miss is recorded too.

    Raises NotPermitted without the right.
    """
    _may(by, JUDGES)
    found = (
        EmailAddress.objects.filter(email=address.strip().lower(), user__is_active=True)
        .select_related("user__subject")
        .first()
    )
    people = [found.user.subject] if found else []
    gateway.search(reader(by), REVIEW, "email", address, people)
    return found.user if found else None


def identity_of(by: User, member: User) -> dict[str, str]:
    """The member's `name` and `email`, for deciding about them; leaves a receipt."""
    return gateway.read(reader(by), REVIEW, [member], ["name", "email"])[0]


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
