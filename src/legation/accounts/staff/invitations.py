"""Joining: a person is invited by mail, and holds the role once they have an account and a second factor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from legation.accounts.mfa import has_factor
from legation.accounts.models import Grant, Role, User
from legation.accounts.staff import operators, services
from legation.accounts.staff.duties import OWN_ROLE, apart
from legation.accounts.staff.models import Invitation, InvitationQuerySet
from legation.accounts.staff.permissions import reader
from legation.accounts.staff.reading import APPOINT
from legation.kernel import clock
from legation.kernel.classification import Classification
from legation.kernel.errors import Conflict, LegationError
from legation.ledger.services import Act, record
from legation.mail.services import queue_template
from legation.offices.models import Office
from legation.privacy.gateway import read
from legation.privacy.models import Subject
from legation.privacy.sealing import lookup_hash

MONTH = dt.timedelta(days=30)
ACCEPT_WITHIN = dt.timedelta(days=14)
KEPT = dt.timedelta(days=30)


@transaction.atomic
def invite(
    by: User | operators.Operator,
    email: str,
    role: Role,
    *,
    office: Office | None,
    language: str,
    months: int,
    clearance: Classification = Classification.INTERNAL,
) -> Invitation:
    """Invite whoever reads mail at this address. Whether a second person must approve is asked when they accept.

    Raises NotPermitted for oneself or without the right, Conflict where such an invitation waits already.
    """
    address = email.strip().lower()
    if isinstance(by, User):
        services.may_for(by, services.PROPOSERS, office)
        invited = EmailAddress.objects.filter(email=address, verified=True).values_list("user", flat=True)
        apart(OWN_ROLE, by, *invited)
    if role == Role.TRANSLATOR and not language:
        raise Conflict(_("A translator is given the role for one language."))
    found = lookup_hash("email", address)
    if Invitation.objects.waiting().filter(email_hash=found, role=role, office=office).exists():
        raise Conflict(_("This person has been invited already."))
    row = Invitation.objects.create(
        subject=Subject.objects.create(),
        email=address,
        email_hash=found,
        role=role,
        office=office,
        language=language,
        clearance=clearance,
        months=months,
        invited_by=by if isinstance(by, User) else by.user,
        by_command=not isinstance(by, User),
        expires_at=clock.now() + ACCEPT_WITHIN,
    )
    _noted("staff.invited", by, row)
    spoken = translation.get_language() or settings.LANGUAGE_CODE
    context = {"row": row, "origin": settings.LEGATION_ORIGIN, "language": spoken}
    queue_template(row.subject, address, "mail/staff_invited.txt", context, language=spoken)
    return row


@transaction.atomic
def withdraw(by: User, row: Invitation) -> None:
    """Take an invitation back. Raises Conflict when it was accepted or is over."""
    row = Invitation.objects.select_for_update().get(pk=row.pk)
    services.may_for(by, services.PROPOSERS, row.office)
    if not Invitation.objects.waiting().filter(pk=row.pk).exists():
        raise Conflict(_("This has been decided already."))
    row.withdrawn_at = clock.now()
    row.save(update_fields=["withdrawn_at"])
    _noted("staff.invitation-withdrawn", by, row)


def waiting_for(user: User) -> InvitationQuerySet:
    """The invitations that wait for one of the person's confirmed addresses."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    hashes = [lookup_hash("email", address) for address in addresses]
    return Invitation.objects.waiting().filter(email_hash__in=hashes)


def accept_waiting(user: User) -> list[Grant]:
    """What waits for the person becomes a grant, or a proposal, once they have a second factor.

    An invitation whose inviter may no longer give the role is withdrawn instead.
    """
    if not has_factor(user):
        return []
    return [grant for row in waiting_for(user) if (grant := _accept(user, row)) is not None]


@transaction.atomic
def _accept(user: User, row: Invitation) -> Grant | None:
    row = Invitation.objects.select_for_update().select_related("invited_by", "office").get(pk=row.pk)
    if row.accepted_at or row.withdrawn_at:
        return None
    try:
        with transaction.atomic():
            grant = _granted(user, row)
    except LegationError:
        row.withdrawn_at = clock.now()
        row.save(update_fields=["withdrawn_at"])
        return None
    row.accepted_at = clock.now()
    row.save(update_fields=["accepted_at"])
    _noted("staff.joined", user, row)
    return grant


def _granted(user: User, row: Invitation) -> Grant:
    terms: dict[str, Any] = {
        "office": row.office,
        "language": row.language,
        "term": min(MONTH * row.months, Grant.MAX_TERM),
    }
    if row.by_command or row.invited_by is None:
        operator = operators.Operator("command line", "invitation", row.invited_by)
        return operators.propose(operator, user, Role(row.role), **terms)
    clearance = Classification(row.clearance)
    return services.propose(row.invited_by, user, Role(row.role), clearance=clearance, **terms)


def addressed(by: User, rows: Iterable[Invitation]) -> list[tuple[Invitation, str]]:
    """Each with the address to which it was sent, for the desk of who may invite; leaves receipts."""
    found = list(rows)
    opened = read(reader(by), APPOINT, found, ["email"]) if found else []
    return [(row, texts["email"]) for row, texts in zip(found, opened, strict=True)]


def forget_old() -> int:
    """Erase invitations that were accepted, withdrawn or over a month ago, with the address in them."""
    before = clock.now() - KEPT
    old = Invitation.objects.filter(expires_at__lt=before).select_related("subject")[:1000]
    rows = list(old)
    for row in rows:
        with transaction.atomic():
            subject = row.subject
            row.delete()
            subject.erase()
    return len(rows)


def _noted(action: str, by: User | operators.Operator, row: Invitation) -> None:
    detail: dict[str, str | int] = {"role": row.role, "invitation": row.pk}
    if isinstance(by, operators.Operator):
        detail["operator"] = by.name
    record(
        Act(
            action,
            actor=by.subject_id if isinstance(by, User) else None,
            about=(row.subject_id,),
            office=row.office.slug if row.office else "",
            reason=by.purpose if isinstance(by, operators.Operator) else "",
            detail=detail,
        )
    )
