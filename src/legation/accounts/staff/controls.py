"""What keeps the promise on staff true over time: roles end, are looked at, and emergencies stay short."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Grant, Role
from legation.accounts.probe import Browser, probe_member
from legation.accounts.staff import emergencies, reviews
from legation.accounts.staff.models import EmergencyGrant, EmergencyReason, Review
from legation.accounts.staff.services import waits_for_second
from legation.kernel import clock
from legation.kernel.classification import Classification
from legation.ledger.models import LedgerRecord
from legation.promises import Control, Finding, Site, hours, register

# A renewal's clock is read twice, a second apart at most; so with an emergency's hour.
SLACK = dt.timedelta(seconds=60)
LATE = dt.timedelta(days=30)
LOOKED_AT_WITHIN = dt.timedelta(days=14)


@register
class RolesEnd(Control):
    """No role is held for longer than a year without being renewed, and never renewed by its holder."""

    promise = "access.staff"
    name = "roles-end"
    every = hours(6)
    valid_for = hours(24)
    how = _("As a member of staff, see on the first staff page until when you hold each role.")

    def check(self, site: Site) -> Finding:
        held = Grant.objects.in_force()
        longer = held.filter(expires_at__gt=F("starts_at") + Grant.MAX_TERM + SLACK).count()
        if longer:
            return Finding.bad(f"{longer} roles are held for longer than twelve months.")
        own = held.filter(Q(granted_by=F("user")) | Q(approved_by=F("user")) | Q(approved_by=F("granted_by")))
        own = own.filter(emergency=None)
        if own.exists():
            return Finding.bad(f"{own.count()} roles were given or approved by one person alone.")
        renewed = held.exclude(renewal=None).filter(approved_by=None)
        alone = [row for row in renewed if waits_for_second(Role(row.role), Classification(row.clearance))]
        if alone:
            return Finding.bad(f"{len(alone)} powerful roles were renewed by one person alone.")
        return Finding.good(f"{held.count()} roles end within twelve months, each given by somebody else.")

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """A role for two years."""
        with probe_member() as (user, _password):
            Grant.objects.create(user=user, role=Role.EDITOR, expires_at=clock.now() + 2 * Grant.MAX_TERM)
            yield


@register
class RolesAreReviewed(Control):
    """Every 90 days somebody else looked whether each role is still needed; a month's delay breaks it."""

    promise = "access.staff"
    name = "roles-are-reviewed"
    every = hours(6)
    valid_for = hours(24)
    how = _("As an administrator, open the reviews of roles: none is overdue by a month.")

    def check(self, site: Site) -> Finding:
        late = reviews.overdue(LATE).count()
        if late:
            return Finding.bad(f"{late} roles were not looked at for over four months.")
        if Review.objects.filter(reviewer=F("grant__user")).exists():
            return Finding.bad("Somebody reviewed a role of their own.")
        waiting = reviews.overdue().count()
        count = reviews.with_last_look(Grant.objects.all()).count()
        return Finding.good(f"{count} roles were given or reviewed in time; {waiting} reviews are due now.")

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """A role that nobody looked at for half a year."""
        with probe_member() as (user, _password):
            long_ago = clock.now() - dt.timedelta(days=180)
            Grant.objects.create(
                user=user,
                role=Role.EDITOR,
                starts_at=long_ago,
                expires_at=clock.now() + dt.timedelta(days=90),
            )
            yield


@register
class EmergenciesStayShort(Control):
    """Emergency grants: one hour, a second person, recorded, looked at by a privacy officer; over means over."""

    promise = "access.staff"
    name = "emergencies-stay-short"
    every = hours(6)
    valid_for = hours(24)
    how = _("As a privacy officer, open the emergency grants: each lasted an hour and names two people.")

    def check(self, site: Site) -> Finding:
        opened = EmergencyGrant.objects.filter(grant__awaits_approval=False)
        long = opened.filter(grant__expires_at__gt=F("grant__starts_at") + emergencies.HOUR + SLACK).count()
        if long:
            return Finding.bad(f"{long} emergency grants last longer than an hour.")
        alone = opened.filter(Q(grant__approved_by=None) | Q(grant__approved_by=F("grant__user")))
        if alone.exists():
            return Finding.bad(f"{alone.count()} emergency grants have no second person.")
        count = opened.count()
        if LedgerRecord.objects.filter(action="grant.emergency-opened").count() < count:
            return Finding.bad("An emergency grant is missing from the record.")
        unseen = opened.filter(seen_at=None, grant__starts_at__lt=clock.now() - LOOKED_AT_WITHIN).count()
        if unseen:
            return Finding.bad(f"{unseen} emergency grants were not looked at within two weeks.")
        return _over_is_over(site) or Finding.good(
            f"{count} emergency grants were opened by a second person, recorded and over within an hour."
        )

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """An emergency grant for a day that nobody else opened."""
        with probe_member() as (user, _password):
            grant = Grant.objects.create(
                user=user,
                role=Role.SUPERVISOR,
                granted_by=user,
                expires_at=clock.now() + dt.timedelta(days=1),
            )
            EmergencyGrant.objects.create(grant=grant, reason=EmergencyReason.OUTAGE)
            try:
                yield
            finally:
                grant.delete()


def _over_is_over(site: Site) -> Finding | None:
    """A probe whose hour has just passed signs in: no desk opens."""
    with probe_member() as (user, password):
        browser = Browser(site)
        grant = Grant.objects.create(
            user=user, role=Role.CASE_OFFICER, expires_at=clock.now() - dt.timedelta(seconds=1)
        )
        EmergencyGrant.objects.create(grant=grant, reason=EmergencyReason.OUTAGE, seen_at=clock.now())
        browser.sign_in(user, password)
        answer = browser.get("/staff/")
        grant.delete()
    if answer.status == 403:
        return None
    return Finding.bad(f"An emergency grant that was over was answered {answer.status}.")
