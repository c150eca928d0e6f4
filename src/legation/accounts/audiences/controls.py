"""What routes say of their audience is what they do: tried with a real session, role by role."""

from __future__ import annotations

import datetime as dt
import inspect
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from unittest import mock

from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.urls import Resolver404, URLPattern, get_resolver, resolve
from django.utils.translation import gettext_lazy as _

from legation.accounts.audiences.matrix import MEMBER, STRANGER, declared, opened_by
from legation.accounts.models import POWERFUL, Grant, Role, User
from legation.accounts.probe import Browser, patient, probe_member
from legation.kernel import clock
from legation.promises import Control, Finding, Site, hours, register
from legation.web.audience import LANGUAGE, MARK, Audience, Kind, Route

HOUR = dt.timedelta(hours=1)
# The probe never holds a role that decides over people, not even for the seconds of the check.
TRIED: tuple[Role, ...] = tuple(role for role in Role if role not in POWERFUL)
SABOTAGED = "audiences"
# What stands in an address for a parameter that takes neither number nor word.
SPECIAL = (str(uuid.UUID(int=1)), "image", "en")


def let_in(status: int, location: str) -> bool:
    """Whether a desk's answer came from behind the guard: not refused, not sent to sign in or to show a
    second factor."""
    return status not in (401, 403) and "/account/" not in location


@cache
def address(route: Route) -> str | None:
    """An address that leads to the route, with parameters that lead to nothing; None: it has none so
    simple (a sign-in link with its key)."""
    path = route.path.replace(LANGUAGE, "en/")
    names = [part.split("}")[0] for part in path.split("{")[1:]]
    values = ("1", *route.words, *SPECIAL)
    for value in values:
        for other in values:
            tried = path
            for name in names:
                tried = tried.replace("{" + name + "}", value if name == names[-1] else other)
            if _leads_to(f"/{tried}", route):
                return f"/{tried}"
    return None


def _leads_to(path: str, route: Route) -> bool:
    try:
        return resolve(path).func == route.view
    except Resolver404:
        return False


@register
class RoutesAnswerAsDeclared(Control):
    """A probe that holds one plain role after the other asks every desk of ours: it is let in where the
    desk says so and nowhere else. Strangers are tried on every page that needs an account."""

    promise = "access.staff"
    name = "routes-answer-as-declared"
    every = hours(6)
    valid_for = hours(24)
    how = _("Compare the list of routes and roles with what each role can open.")

    def check(self, site: Site) -> Finding:
        answers = 0
        for who, browser in _probes(site):
            for route, audience in _asked(who):
                path = address(route)
                if path is None:
                    continue
                answer = patient(partial(browser.get, path))
                if answer.status in (429, 503):
                    return Finding.unclear(f"The site answered {answer.status}; the walk was not finished.")
                answers += answer.status != 405
                if _lies(who, audience, answer.status, answer.header("location")):
                    return Finding.bad(f"The route {route.name} answered {who} with {answer.status}.")
        return Finding.good(f"{answers} answers were as the routes declare.")

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """One route loses its guard, and goes on saying that it has it."""
        pattern = _pattern(SABOTAGED)
        bare = inspect.unwrap(pattern.callback)
        said: Audience = getattr(pattern.callback, MARK)
        with (
            mock.patch.object(bare, MARK, said, create=True),
            mock.patch.object(pattern, "callback", bare),
        ):
            yield


def _lies(who: str, audience: Audience, status: int, location: str) -> bool:
    if status == 405:  # nobody gets anything by this method
        return False
    return let_in(status, location) != (who in opened_by(audience))


def _asked(who: str) -> Iterator[tuple[Route, Audience]]:
    for route, audience in declared():
        desk = audience.kind in (Kind.ROLE, Kind.STAFF)
        if route.is_own and (audience.kind is Kind.MEMBER if who == STRANGER else desk):
            yield route, audience


def _probes(site: Site) -> Iterator[tuple[str, Browser]]:
    """A stranger, a member, and the member once more with each plain role and a second factor."""
    yield STRANGER, Browser(site)
    with probe_member() as (user, password):
        browser = Browser(site)
        browser.sign_in(user, password)
        yield MEMBER, browser
    with probe_member() as (user, password):
        secret = generate_totp_secret()
        TOTP.activate(user, secret)
        User.objects.filter(pk=user.pk).update(is_staff=True)
        grant = Grant.objects.create(user=user, role=TRIED[0], expires_at=clock.now() + HOUR)
        browser = Browser(site)
        browser.sign_in(user, password)
        counter = list(yield_hotp_counters_from_time())[1]
        browser.send("/en/account/2fa/authenticate/", code=format_hotp_value(hotp_value(secret, counter)))
        for role in TRIED:
            Grant.objects.filter(pk=grant.pk).update(role=role)
            yield role.value, browser


def _pattern(name: str) -> URLPattern:
    waiting = list(get_resolver().url_patterns)
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, URLPattern):
            if entry.name == name:
                return entry
        else:
            waiting += entry.url_patterns
    raise LookupError(name)
