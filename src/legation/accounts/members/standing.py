"""Whether the signed-in person may still be here: how long, how idle, and suspension."""

from __future__ import annotations

import datetime as dt
import re

from allauth.account.internal.flows.logout import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from legation.accounts.models import Suspension, User
from legation.kernel import clock

SHARED = "shared_computer"
SEEN = "last_seen"
STARTED = "signed_in_at"
LONGEST = dt.timedelta(hours=12)  # however busy
MEMBER_IDLE = dt.timedelta(hours=2)
SHARED_IDLE = dt.timedelta(minutes=10)
STAFF_IDLE = dt.timedelta(minutes=30)
NOTED_EVERY = 30  # seconds; spares a write for each page
AUTOFILL = re.compile(rb'(?<=\s)autocomplete="(?!one-time-code")[^"]*"')
FORM = re.compile(rb"<form(?=[\s>])(?![^>]*\sautocomplete=)")
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


def idle_limit(request: HttpRequest, user: User) -> dt.timedelta:
    """How long the session may rest."""
    limits = [STAFF_IDLE if user.is_staff else MEMBER_IDLE]
    if request.session.get(SHARED):
        limits.append(SHARED_IDLE)
    return min(limits)


def begin_session(request: HttpRequest) -> None:
    """Its time runs from now."""
    request.session[STARTED] = request.session[SEEN] = int(clock.now().timestamp())


def is_over(request: HttpRequest, user: User) -> bool:
    """Whether the session rested beyond its limit or is as old as any may become; otherwise notes
    that it is used."""
    now = int(clock.now().timestamp())
    if STARTED not in request.session:
        begin_session(request)
    if now - request.session[STARTED] > LONGEST.total_seconds():
        return True
    seen = request.session.get(SEEN, now)
    if now - seen > idle_limit(request, user).total_seconds():
        return True
    if now - seen >= NOTED_EVERY:
        request.session[SEEN] = now
    return False


def without_autofill(response: HttpResponse) -> HttpResponse:
    """No field of the page offers what somebody typed before, nor keeps what is typed now."""
    kind = response.headers.get("Content-Type", "")
    if kind.startswith("text/html") and not response.streaming:
        page = AUTOFILL.sub(b'autocomplete="off"', response.content)
        response.content = FORM.sub(b'<form autocomplete="off"', page)
        if "Content-Length" in response.headers:
            response.headers["Content-Length"] = str(len(response.content))
    return response


def end_session(request: HttpRequest) -> None:
    """Sign out on this computer; the row of the session is gone when this returns."""
    logout(request, show_message=False)


def clear_browser(response: HttpResponse, *, shared: bool) -> HttpResponse:
    """Ask the browser to forget what it kept of the site; the visitor's own preferences only on a
    shared computer."""
    response.headers["Clear-Site-Data"] = CLEAR_ALL if shared else CLEAR_OWN
    return response
