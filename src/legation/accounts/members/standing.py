"""Whether the signed-in person may still be here: idle time and suspension."""

from __future__ import annotations

import datetime as dt

from allauth.account.internal.flows.logout import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from legation.accounts.models import Suspension, User
from legation.kernel import clock

SHARED = "shared_computer"
SEEN = "last_seen"
SHARED_IDLE = dt.timedelta(minutes=10)
STAFF_IDLE = dt.timedelta(minutes=30)
NOTED_EVERY = 30  # seconds; spares a write for each page
CLEAR_ALL = '"cache", "cookies", "storage"'
CLEAR_OWN = '"cache", "storage"'


def suspension_of(user: User) -> Suspension | None:
    """The suspension in force, the longest first; None for a member in good standing."""
    return Suspension.objects.in_force().filter(user=user).first()


def suspended_page(request: HttpRequest, suspension: Suspension) -> HttpResponse:
    """403 with the reason, the end and the way to appeal."""
    response = render(request, "accounts/suspended.html", {"suspension": suspension}, status=403)
    response.headers["Cache-Control"] = "no-store"
    return response


def idle_limit(request: HttpRequest, user: User) -> dt.timedelta | None:
    """How long the session may rest; None for as long as it lasts."""
    limits = [STAFF_IDLE] if user.is_staff else []
    if request.session.get(SHARED):
        limits.append(SHARED_IDLE)
    return min(limits, default=None)


def was_idle(request: HttpRequest, user: User) -> bool:
    """Whether the session rested beyond its limit; otherwise notes that it is used."""
    limit = idle_limit(request, user)
    if limit is None:
        return False
    now = int(clock.now().timestamp())
    seen = request.session.get(SEEN)
    if seen is not None and now - seen > limit.total_seconds():
        return True
    if seen is None or now - seen >= NOTED_EVERY:
        request.session[SEEN] = now
    return False


def end_session(request: HttpRequest) -> None:
    """Sign out on this computer; the row of the session is gone when this returns."""
    logout(request, show_message=False)


def clear_browser(response: HttpResponse, *, shared: bool) -> HttpResponse:
    """Ask the browser to forget what it kept of the site; the visitor's own preferences only on a
    shared computer."""
    response.headers["Clear-Site-Data"] = CLEAR_ALL if shared else CLEAR_OWN
    return response
