"""Whether the signed-in person may still be here, and whether staff showed their second factor.

Requests without a session are left alone: public pages never touch one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from legation.accounts.members import standing
from legation.accounts.members.terms import accepted, current_version
from legation.accounts.mfa import factor_shown, has_factor
from legation.accounts.models import User
from legation.accounts.passkeys import place_to_prove
from legation.web.caching import TAGS_HEADER
from legation.web.views import forbidden

STAFF = "/staff/"
TERMS = "terms_version"
# Whoever does not accept new terms may still take their copy and leave.
WITHOUT_TERMS = (
    "member_terms",
    "account_logout",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "member_export",
    "member_leave",
)


class MemberStanding:
    """Refuses what the person may not do now; no signed-in page is kept by the browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if not has_session and not request.path_info.startswith(STAFF):
            return self.get_response(request)
        response = next(_refusals(request), None) or self.get_response(request)
        if request.session.get(standing.SHARED) and isinstance(response, HttpResponse):
            standing.without_autofill(response)
        if TAGS_HEADER not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response


def _refusals(request: HttpRequest) -> Iterator[HttpResponse]:
    user = request.user
    below_staff = request.path_info.startswith(STAFF)
    if not isinstance(user, User):
        if below_staff:
            yield _sign_in(request)
        return
    if suspension := standing.suspension_of(user):
        standing.end_session(request)
        yield standing.suspended_page(request, suspension)
    if standing.is_over(request, user):
        shared = bool(request.session.get(standing.SHARED))
        standing.end_session(request)
        yield standing.clear_browser(HttpResponseRedirect(reverse("account_logged_out")), shared=shared)
    if _asks_for_terms(request, user):
        yield _with_next(request, reverse("member_terms"))
    if below_staff:
        yield from _staff_refusals(request, user)


def _sign_in(request: HttpRequest) -> HttpResponse:
    wagtails_own = request.path_info.startswith(reverse("wagtailadmin_login"))
    return redirect_to_login(STAFF if wagtails_own else request.get_full_path())


def _asks_for_terms(request: HttpRequest, user: User) -> bool:
    place = request.path_info.split("/")[2:3]
    if place != ["account"] and not request.path_info.startswith(STAFF):
        return False
    if request.path_info in {reverse(name) for name in WITHOUT_TERMS}:
        return False
    if request.session.get(TERMS) == current_version():
        return False
    if not accepted(user):
        return True
    request.session[TERMS] = current_version()
    return False


def _staff_refusals(request: HttpRequest, user: User) -> Iterator[HttpResponse]:
    if not user.is_staff or not user.grants.in_force().exists():
        yield forbidden(request, PermissionDenied())
    if not has_factor(user):
        yield _with_next(request, reverse("mfa_activate_totp"))
    if not factor_shown(request, user):
        yield _with_next(request, place_to_prove(user))


def _with_next(request: HttpRequest, url: str) -> HttpResponse:
    return HttpResponseRedirect(f"{url}?{urlencode({'next': request.get_full_path()})}")
