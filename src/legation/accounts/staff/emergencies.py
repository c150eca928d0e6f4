"""Break-glass: a role for one hour, opened by a second person and reported to the privacy officers."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Grant, Role, User
from legation.accounts.staff.duties import EMERGENCY, EMERGENCY_REPORT, apart
from legation.accounts.staff.models import EmergencyGrant, EmergencyReason
from legation.accounts.staff.permissions import grants_within
from legation.accounts.staff.services import may_for, noted, settle, withdraw
from legation.accounts.staff.telling import holders, tell
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.offices.models import Office

HOUR = dt.timedelta(hours=1)
OPENERS = (Role.ADMINISTRATOR, Role.PRIVACY_OFFICER, Role.SECURITY_OFFICER, Role.SUPERVISOR)
READERS = (Role.PRIVACY_OFFICER,)
# Not those that decide over roles or disclosures, nor the one that is given for a language.
OPENED = (Role.EDITOR, Role.PUBLISHER, Role.CASE_OFFICER, Role.SUPERVISOR, Role.SECURITY_OFFICER)


@transaction.atomic
def ask(by: User, role: Role, office: Office | None, reason: EmergencyReason) -> EmergencyGrant:
    """Ask for a role for oneself. Nothing counts before a second person opens it; within the hour, or not at all.

    Raises NotPermitted for whoever holds no lasting role, Conflict where it is asked or held already.
    """
    if not (by.is_active and by.grants.in_force().filter(emergency=None).exists()):
        raise NotPermitted(_("Your role does not allow this."))
    if role not in OPENED:
        raise NotPermitted(_("This role is never opened in an emergency."))
    same = by.grants.in_force() | by.grants.proposed()
    if same.filter(role=role, office=office).exists():
        raise Conflict(_("You hold this role already, or it waits for a second person."))
    grant = Grant.objects.create(
        user=by,
        role=role,
        office=office,
        granted_by=by,
        expires_at=clock.now() + HOUR,
        awaits_approval=True,
    )
    row = EmergencyGrant.objects.create(grant=grant, reason=reason)
    noted("grant.emergency-asked", by, grant, reason)
    tell(_others(by, holders(*OPENERS, office=office)), "emergency_asked", {"row": row})
    return row


@transaction.atomic
def open_for(by: User, row: EmergencyGrant) -> None:
    """The second person's yes: one hour from now, told to every privacy officer at once."""
    grant = _waiting(row)
    may_for(by, OPENERS, grant.office)
    apart(EMERGENCY, by, grant.user_id)
    grant.expires_at = clock.now() + HOUR
    grant.save(update_fields=["expires_at"])
    settle(by, grant)
    noted("grant.emergency-opened", by, grant, row.reason)
    row.grant = grant
    local = holders(*READERS, office=grant.office)
    everywhere = [user for user in holders(*READERS, office=None) if user not in local]
    tell([*local, *everywhere], "emergency_opened", {"row": row})


@transaction.atomic
def end(by: User, row: EmergencyGrant) -> None:
    """Refuse it, or end it before its time; whoever asked may do so too."""
    grant = Grant.objects.select_for_update().get(pk=row.grant_id)
    if by.pk != grant.user_id:
        may_for(by, OPENERS, grant.office)
    if grant.revoked_at or grant.expires_at <= clock.now():
        raise Conflict(_("This has been decided already."))
    withdraw(by, grant)


@transaction.atomic
def look_at(by: User, row: EmergencyGrant) -> None:
    """A privacy officer who had no part in it has looked at what was done."""
    row = EmergencyGrant.objects.select_for_update().get(pk=row.pk)
    grant = row.grant
    may_for(by, READERS, grant.office)
    apart(EMERGENCY_REPORT, by, grant.user_id, grant.approved_by_id)
    if row.seen_at or grant.awaits_approval:
        raise Conflict(_("This has been decided already."))
    row.seen_by, row.seen_at = by, clock.now()
    row.save(update_fields=["seen_by", "seen_at"])
    noted("grant.emergency-seen", by, grant, row.reason)


def visible_to(user: User) -> QuerySet[EmergencyGrant]:
    """One's own, and those of the offices for which one opens them or reads the reports."""
    theirs = Q(grant__in=grants_within(user, *OPENERS)) | Q(grant__user=user)
    return EmergencyGrant.objects.filter(theirs).select_related(
        "grant__user", "grant__office", "grant__approved_by", "seen_by"
    )


def _waiting(row: EmergencyGrant) -> Grant:
    grant = Grant.objects.select_for_update().get(pk=row.grant_id)
    if not grant.awaits_approval or grant.revoked_at or grant.expires_at <= clock.now():
        raise Conflict(_("This has been decided already."))
    return grant


def _others(by: User, people: list[User]) -> list[User]:
    return [user for user in people if user != by]
