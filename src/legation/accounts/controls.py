"""What keeps the promises on staff and members true. Each signs in over the web, as anybody would."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from unittest import mock

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.regex_helper import normalize
from django.utils.translation import gettext_lazy as _

from legation.accounts import middleware, recording
from legation.accounts.adapter import AccountAdapter
from legation.accounts.members.standing import CLEAR_ALL
from legation.accounts.mfa import FACTORS
from legation.accounts.models import POWERFUL, Grant, Role, Suspension, SuspensionReason, User
from legation.accounts.probe import LOGIN, Browser, patient, probe_member
from legation.kernel import clock
from legation.ledger.models import LedgerRecord
from legation.promises import Control, Finding, Proof, Site, hours, register

HOME = "/en/account/"
SIGNUP = "/en/account/signup/"
EDITOR_SAMPLE = 40  # of the editor's hundreds of routes; each run takes every n-th
FACTOR_WITHIN = dt.timedelta(days=14)
DAY = dt.timedelta(days=1)


@register
class DesksOpenForStaffOnly(Control):
    """Every route below /staff/ refuses strangers; a role without factor, or one that is over, opens
    none; powerful roles had a second person."""

    promise = "access.staff"
    name = "desks-open-for-staff-only"
    every = hours(6)
    valid_for = hours(24)
    how = _("Open any address below /staff/ without signing in: you are sent to the sign-in page.")

    def check(self, site: Site) -> Finding:
        paths = staff_paths()
        for path in paths:
            answer = patient(partial(site.get, path))
            if answer.status in (429, 503):
                return Finding.unclear(f"The site answered {answer.status}; the walk was not finished.")
            if not _refused(answer.status, answer.header("location")):
                return Finding.bad(f"A desk answered a stranger with {answer.status}.")
        if problem := _roles_problem() or _probe_problem(site):
            return Finding.bad(problem)
        return Finding.good(
            f"{len(paths)} desks refused strangers; a role without factor and one that was over opened none."
        )

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """The second factor is not asked for."""
        with mock.patch.object(middleware, "_staff_refusals", return_value=()):
            yield


def staff_paths() -> list[str]:
    """An address for each route below /staff/: all of our desks, a sample of the editor's."""
    own, editor = [], []
    for path in _walk(get_resolver().url_patterns, ""):
        if path.startswith("staff/editor/"):
            editor.append(f"/{path}")
        elif path.startswith("staff/"):
            own.append(f"/{path}")
    return [*own, *editor[:: max(1, len(editor) // EDITOR_SAMPLE)]]


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        shapes = normalize(pattern.pattern.regex.pattern)
        shape, names = shapes[0] if shapes else ("", [])
        path = prefix + shape % dict.fromkeys(names, "1")
        if isinstance(pattern, URLPattern):
            yield path
        elif path.startswith("staff/"):
            yield from _walk(pattern.url_patterns, path)


def _refused(status: int, location: str) -> bool:
    return status in (401, 403) or (status in (302, 303) and "/account/" in location)


def _roles_problem() -> str:
    alone = Grant.objects.in_force().filter(role__in=POWERFUL, approved_by=None, first=None).count()
    if alone:
        return f"{alone} powerful roles are in force without a second person's approval."
    if User.objects.filter(is_superuser=True).exists():
        return "An account stands above all roles."
    equipped = Authenticator.objects.filter(type__in=FACTORS).values("user")
    settled = Grant.objects.in_force().filter(starts_at__lt=clock.now() - FACTOR_WITHIN)
    bare = settled.exclude(user__in=equipped).values("user").distinct().count()
    return f"{bare} members of staff have had no second factor for two weeks." if bare else ""


def _probe_problem(site: Site) -> str:
    with probe_member() as (user, password):
        User.objects.filter(pk=user.pk).update(is_staff=True)
        grant = Grant.objects.create(user=user, role=Role.EDITOR, expires_at=clock.now() + DAY)
        browser = Browser(site)
        browser.sign_in(user, password)
        bare = browser.get("/staff/")
        if not _refused(bare.status, bare.header("location")):
            return f"A member of staff without a second factor was answered {bare.status}."
        Grant.objects.filter(pk=grant.pk).update(expires_at=clock.now() - dt.timedelta(seconds=1))
        over = browser.get("/staff/")
        if over.status != 403:
            return f"A role that was over was answered {over.status}."
    return ""


@register
class SigningOutEnds(Control):
    """Signs in on a shared computer, signs out, and shows the old cookie again."""

    promise = "members.session"
    name = "signing-out-ends"
    proof = Proof.MEMBER
    every = hours(6)
    valid_for = hours(24)
    how = _("Sign in as on a shared computer, keep the cookie, sign out, and send the cookie again.")

    def check(self, site: Site) -> Finding:
        with probe_member() as (user, password):
            browser = Browser(site)
            entered = browser.sign_in(user, password, shared="on")
            if entered.status != 302:
                return Finding.bad(f"The sign-in was answered {entered.status}.")
            cookie = next(
                (line for line in entered.all("set-cookie") if settings.SESSION_COOKIE_NAME in line), ""
            )
            if not cookie or "max-age" in cookie.lower() or "expires" in cookie.lower():
                return Finding.bad("The cookie of a shared computer outlives the browser.")
            page = browser.get(HOME)
            if page.status != 200 or "no-store" not in page.header("cache-control"):
                return Finding.bad(f"The account answered {page.status}, or may be kept by the browser.")
            old = dict(browser.cookies)
            left = browser.send("/en/account/logout/")
            if left.header("clear-site-data") != CLEAR_ALL:
                return Finding.bad("Signing out did not ask the browser to forget.")
            again = Browser(site, old).get(HOME)
            kept = Session.objects.filter(session_key=old[settings.SESSION_COOKIE_NAME]).exists()
            if again.status != 302 or kept:
                return Finding.bad(f"After signing out the old cookie was answered {again.status}.")
        return Finding.good("After signing out the old cookie opened nothing, and the browser was cleared.")

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """Signing out only says so."""
        with mock.patch.object(AccountAdapter, "logout"):
            yield


@register
class SignInsAreRecorded(Control):
    """A sign-in is in the ledger and the member can read it; no session of the day lacks its record."""

    promise = "members.actions"
    name = "sign-ins-are-recorded"
    proof = Proof.MEMBER
    every = hours(6)
    valid_for = hours(24)
    how = _("Sign in and open “What my account did”: your sign-in is its newest line.")

    def check(self, site: Site) -> Finding:
        with probe_member() as (user, password):
            browser = Browser(site)
            if browser.sign_in(user, password).status != 302:
                return Finding.bad("The sign-in did not succeed.")
            if not _sign_ins(user).exists():
                return Finding.bad("A sign-in left no record.")
            number = str(_sign_ins(user).latest("id").pk).encode()
            page = browser.get("/en/account/activity/")
            if page.status != 200 or number not in page.body:
                return Finding.bad("The member could not read the record of their own sign-in.")
        recent = UserSession.objects.filter(created_at__gt=clock.now() - DAY).select_related("user")
        missing = sum(not _sign_ins(session.user).exists() for session in recent)
        if missing:
            return Finding.bad(f"{missing} sessions of the last day have no record of their sign-in.")
        return Finding.good(
            f"The sign-in was recorded and readable; {len(recent)} sessions have their record."
        )

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """Acts are done but not recorded."""
        with mock.patch.object(recording, "by_member"):
            yield


@register
class MembersAreVerified(Control):
    """Nobody becomes a member without the terms and a confirmed address; services can be denied."""

    promise = "members.accurate"
    name = "members-are-verified"
    every = hours(6)
    valid_for = hours(24)
    how = _("Register without accepting the terms, or sign in before following the link: you cannot.")

    def check(self, site: Site) -> Finding:
        refused = Browser(site).send(SIGNUP, email="probe@account.invalid", name="Probe")
        if refused.status != 422 or User.objects.filter(email="probe@account.invalid").exists():
            return Finding.bad(f"A registration without the terms was answered {refused.status}.")
        confirmed = EmailAddress.objects.filter(verified=True).values("user")
        members = User.objects.filter(is_active=True).exclude(last_login=None)
        strays = members.exclude(pk__in=confirmed).count()
        strays += members.filter(acceptances=None).count()
        if strays:
            return Finding.bad(f"{strays} members signed in without a confirmed address or the terms.")
        count = members.count()
        return _denial(site) or Finding.good(
            f"{count} members have a confirmed address and accepted the terms; a denial took effect at once."
        )

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """A member who signed in without a confirmed address."""
        user = User.objects.create_user("unconfirmed@account.invalid", None, last_login=clock.now())
        try:
            yield
        finally:
            user.delete()


def _denial(site: Site) -> Finding | None:
    with probe_member() as (user, password):
        browser = Browser(site)
        browser.sign_in(user, password)
        before = browser.get(HOME).status
        Suspension.objects.create(user=user, reason=SuspensionReason.ATTACK, imposed_by=user)
        after = browser.get(HOME).status
        again = Browser(site).sign_in(user, password).status
    if (before, after, again) == (200, 403, 403):
        return None
    return Finding.bad(f"A denial of services was answered {before}, {after}, {again} at {LOGIN}.")


def _sign_ins(user: User) -> QuerySet[LedgerRecord]:
    return LedgerRecord.objects.filter(
        action="member.signed-in", mentions__subject_id=user.subject_id, at__gt=clock.now() - DAY
    )
