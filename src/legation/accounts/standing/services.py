"""Suspension and denial of members: check, act, record, tell the person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.db.models import F, Model
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Measure, Suspension, SuspensionReason, User
from legation.accounts.staff.duties import STANDING, apart
from legation.accounts.staff.permissions import has_role, reader
from legation.accounts.staff.reading import account_of
from legation.accounts.standing import identities
from legation.accounts.standing.permissions import (
    ALONE_DAYS,
    JUDGES,
    OFFICE_DAYS,
    SECONDS,
    for_ministry,
    may_judge,
    may_lift,
    may_second,
    office_for,
)
from legation.accounts.standing.ports import Appeal, open_appeal
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.services import Act, record
from legation.mail.services import queue_template
from legation.privacy import gateway


def _may_review(who: gateway.Reader, _reference: str, rows: Sequence[Model]) -> bool:
    """Members about whom the reader decides, as the first person or for the ministry as the second."""
    account = account_of(who)
    if account is None or not has_role(account, *SECONDS):
        return False
    return for_ministry(account, *SECONDS) or all(
        isinstance(row, User) and may_judge(account, row) for row in rows
    )


REVIEW = gateway.purpose("member.review", _("to decide whether services must be denied"), may=_may_review)
APPEAL_WITHIN = dt.timedelta(days=30)


@transaction.atomic
def look_up(by: User, address: str) -> User | None:
    """The member with exactly this address, where the person may decide about them: an office's
    supervisor does not learn who else is a member. Who is found sees that they were looked for; a miss is
    recorded too. An account that only asked to change to this address is not meant. Raises NotPermitted without
    the right."""
    if not has_role(by, *JUDGES):
        raise NotPermitted(_("Your role does not allow this."))
    found = (
        EmailAddress.objects.filter(email=address.strip().lower(), user__is_active=True)
        .filter(user__email__iexact=F("email"))
        .select_related("user__subject")
        .first()
    )
    member = found.user if found and may_judge(by, found.user) else None
    gateway.search(reader(by), REVIEW, "email", address, [member.subject] if member else [])
    return member


def identity_of(by: User, member: User) -> dict[str, str]:
    """The member's `name` and `email`, for deciding about them; leaves a receipt."""
    return gateway.read(reader(by), REVIEW, [member], ["name", "email"])[0]


@transaction.atomic
def suspend(
    by: User,
    member: User,
    reason: SuspensionReason,
    days: int | None,
    measure: Measure = Measure.SUSPENSION,
) -> Suspension:
    """Refuse services to a member for `days`, or until lifted; every session ends, a notice is sent.

    A denial, and anything without an end or longer than half a year, counts once a second person
    approved it. Raises NotPermitted without the right, for staff, and beyond what an office may decide;
    Conflict while the same is in force or proposed.
    """
    User.objects.select_for_update().get(pk=member.pk)
    if not may_judge(by, member):
        raise NotPermitted(_("Your role does not allow this."))
    if member.is_staff or member == by:
        raise NotPermitted(_("Staff are not suspended here: withdraw their roles first."))
    office = office_for(by, member)
    denies = measure == Measure.DENIAL
    if office and (denies or days is None or days > OFFICE_DAYS):
        raise NotPermitted(_("An office suspends for 30 days at most. Ask the ministry for more."))
    waits = denies or days is None or days > ALONE_DAYS
    if _stands_in_the_way(member, denies=denies, waits=waits):
        raise Conflict(_("This member is suspended already."))
    row = Suspension.objects.create(
        user=member,
        measure=measure,
        reason=reason,
        office=office,
        imposed_by=by,
        awaits_approval=waits,
        days=days,
        starts_at=clock.now(),
    )
    if denies:
        identities.remember(row)
    if waits:
        _noted("member.measure-proposed", by, row)
    else:
        _begin(by, row)
    return row


@transaction.atomic
def approve(by: User, row: Suspension) -> None:
    """The second person's yes: it counts from now. Raises NotPermitted for who proposed it, Conflict
    when it was decided already."""
    row = _locked(row)
    apart(STANDING, by, row.imposed_by_id, row.user_id)
    if not may_second(by, row):
        raise NotPermitted(STANDING.refusal)
    if not row.awaits_approval or row.lifted_at:
        raise Conflict(_("This has been decided already."))
    row.approved_by, row.awaits_approval = by, False
    if row.is_denial:
        identities.remember(row)
    _begin(by, row)


@transaction.atomic
def turn_down(by: User, row: Suspension) -> None:
    """The second person's no, or the first one's second thought; the member is not told of either."""
    row = _locked(row)
    if by.pk != row.imposed_by_id and not may_second(by, row):
        raise NotPermitted(_("Your role does not allow this."))
    if not row.awaits_approval or row.lifted_at:
        raise Conflict(_("This has been decided already."))
    row.lifted_at, row.lifted_by = clock.now(), by
    row.save()
    row.identities.all().delete()
    _noted("member.measure-turned-down", by, row)


@transaction.atomic
def lift(by: User, row: Suspension) -> None:
    """End a suspension or denial now, and tell the member. Raises Conflict when none is in force."""
    row = _locked(row)
    if not may_lift(by, row):
        raise NotPermitted(_("Your role does not allow this."))
    if not Suspension.objects.in_force().filter(pk=row.pk).exists():
        raise Conflict(_("This suspension has ended already."))
    row.lifted_at, row.lifted_by = clock.now(), by
    row.save()
    row.identities.all().delete()
    _noted("member.suspension-lifted", by, row)
    _tell(row, "mail/accounts_lifted.txt")


@transaction.atomic
def end(row: Suspension) -> None:
    """Tell the member that it ended by itself, and forget the hashes of their addresses."""
    row = _locked(row)
    if row.end_told_at is None:
        row.end_told_at = clock.now()
        row.save(update_fields=["end_told_at"])
        row.identities.all().delete()
        _noted("member.suspension-ended", None, row)
        _tell(row, "mail/accounts_lifted.txt")


@transaction.atomic
def appeal(row: Suspension, words: str, email: str, language: str) -> str:
    """Open the case in which somebody else looks at the decision again; gives its number. A second
    appeal gives the first one's. `email` counts only for who has left.

    Raises Conflict when it is over, or after thirty days.
    """
    row = _locked(row)
    if row.appeal_case:
        return row.appeal_case
    if not may_be_appealed(row):
        raise Conflict(_("The time for an appeal is over. You can still write to the Minister."))
    member = row.user
    known = member.is_active
    name = gateway.deliver(member, ["name"])["name"] if known else ""
    row.appeal_case = open_appeal(Appeal(row, name, member.email if known else email, words, language, known))
    row.save(update_fields=["appeal_case"])
    record(
        Act(
            "member.appealed",
            actor=member.subject_id,
            about=(member.subject_id,),
            detail={"suspension": row.pk, "case": row.appeal_case},
        )
    )
    return row.appeal_case


def may_be_appealed(row: Suspension) -> bool:
    """In force, and not longer than thirty days."""
    fresh = row.starts_at > clock.now() - APPEAL_WITHIN
    return fresh and Suspension.objects.in_force().filter(pk=row.pk).exists()


def _stands_in_the_way(member: User, *, denies: bool, waits: bool) -> bool:
    """Whether the same is proposed or in force; a short suspension may be followed by what waits for a
    second person."""
    rows = Suspension.objects.filter(user=member)
    if rows.proposed().exists():
        return True
    return any(row.is_denial or not waits or (row.ends_at is None and not denies) for row in rows.in_force())


def _begin(by: User, row: Suspension) -> None:
    row.starts_at = clock.now()
    row.ends_at = row.starts_at + dt.timedelta(days=row.days) if row.days else None
    row.save()
    for session in UserSession.objects.filter(user=row.user):
        session.end()
    _noted("member.denied" if row.is_denial else "member.suspended", by, row)
    _tell(row, "mail/accounts_suspended.txt")


def _locked(row: Suspension) -> Suspension:
    return Suspension.objects.select_for_update(of=("self",)).select_related("user__subject").get(pk=row.pk)


def _noted(action: str, by: User | None, row: Suspension) -> None:
    record(
        Act(
            action,
            actor=by.subject_id if by else None,
            about=(row.user.subject_id,),
            office=row.office.slug if row.office else "",
            reason=row.reason,
            detail={"days": row.days, "suspension": row.pk, "measure": row.measure},
        )
    )


def _tell(row: Suspension, template: str) -> None:
    member = row.user
    if not member.is_active:
        return  # they left; nothing is kept by which to write to them
    language = member.language or settings.LANGUAGE_CODE
    context = {"suspension": row, "origin": settings.LEGATION_ORIGIN, "language": language}
    queue_template(member.subject, member.email, template, context, language=language)
