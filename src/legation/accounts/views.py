"""How allauth's pages are reached: cookies explained, statuses right, acts in one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import views as totp
from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_safe

from legation.accounts import guessing
from legation.accounts.limits.services import Limit, place
from legation.accounts.members.standing import SHARED, clear_browser
from legation.accounts.mfa import has_factor
from legation.accounts.models import User
from legation.accounts.passkeys import AddPasskey
from legation.web.errors import error_page
from legation.web.forgery import without_cookie

View = Callable[..., HttpResponseBase]
STEP = 0.1  # seconds


def entrance(view: View) -> View:
    """A page that works only with a cookie: a form sent without one is answered with the reason."""
    protected = csrf_protect(right_status(view))

    @without_cookie
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        if request.method == "POST" and settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return _needs_cookie(request)
        return protected(request, *args, **options)

    return guarded


def right_status(view: View) -> View:
    """422 for a form that is shown again with errors, 429 after too many guesses."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        response = view(request, *args, **options)
        if isinstance(response, TemplateResponse) and request.method == "POST":
            found = response.context_data or {}
            form = found.get("posted") or found.get("form")
            if isinstance(form, forms.BaseForm) and form.is_bound and form.errors:
                response.status_code = 422
                if any(
                    form.has_error(name, "too_many_login_attempts")
                    for name in (*form.fields, NON_FIELD_ERRORS)
                ):
                    response.status_code = 429
                    response.headers["Retry-After"] = str(guessing.WITHIN)
        return response

    return answered


def whole(view: View) -> View:
    """A post changes everything it should, with its record and its mail, or nothing.

    Not for sign-in: checking a password must not hold the database.
    """

    @wraps(view)
    def in_one(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **options)
        with transaction.atomic():
            return view(request, *args, **options)

    return right_status(in_one)


def evenly(view: View) -> View:
    """A post is answered at a full step of time since it came: what takes a little longer for an address that
    has an account, or has none, is not seen."""

    @wraps(view)
    def waited(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        began = time.monotonic()
        response = view(request, *args, **options)
        if request.method == "POST":
            time.sleep(STEP - (time.monotonic() - began) % STEP)
        return response

    return waited


def seldom(limit: Limit, view: View) -> View:
    """Forms that make work or mail for others may be sent so often from one network."""

    @wraps(view)
    def counted(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        if request.method == "POST" and limit.exceeded(place(request)):
            response = render(request, "429.html", status=429)
            response.headers["Retry-After"] = str(limit.seconds)
            return response
        return view(request, *args, **options)

    return counted


def _first_factor(view: View, kind: str) -> View:
    """Whoever sets up their first factor has shown it: it is not asked for twice in a row."""
    changed = whole(view)

    @never_cache
    def set_up(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        user = request.user
        had_one = isinstance(user, User) and has_factor(user)
        response = changed(request, *args, **options)
        if request.method == "POST" and isinstance(user, User) and not had_one and has_factor(user):
            record_authentication(request, user, "mfa", type=kind)
        return response

    return set_up


set_up_factor = _first_factor(totp.activate_totp, Authenticator.Type.TOTP)
set_up_passkey = _first_factor(AddPasskey.as_view(), Authenticator.Type.WEBAUTHN)


def _needs_cookie(request: HttpRequest) -> HttpResponse:
    return error_page(
        request,
        403,
        heading=_("Signing in needs a cookie"),
        sentences=[
            _("Your browser sent none, so we cannot tell your next page from that of somebody else."),
            _(
                "Allow cookies for this site and open the sign-in page again. "
                "The cookie ends when you sign out. Reading and writing to us work without it."
            ),
        ],
    )


@never_cache
def sign_out(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
    """Ends the session and asks the browser to forget the pages."""
    shared = bool(request.session.get(SHARED))
    response = account.logout(request, *args, **options)
    if request.method == "POST" and isinstance(response, HttpResponse):
        clear_browser(response, shared=shared)
    return response


@require_safe
@never_cache
def signed_out(request: HttpRequest) -> HttpResponse:
    """Says what is left to do on a shared computer."""
    return render(request, "accounts/signed_out.html")
