"""Forms that need no cookie, and Django's own protection for everybody who is signed in.

A cross-site form is told by `Sec-Fetch-Site` or `Origin`, which browsers set and pages cannot; on
top, each public form carries a signed token that is bound to its form and ends after a day.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware

TOKEN_FIELD = "form_token"  # noqa: S105  # a field name, no secret
TOKEN_AGE = 24 * 60 * 60
SALT = "legation.web.forgery"


class Expired(PermissionDenied):
    """The form was open for more than a day, or its token is not ours; the answers can be sent again."""


def issue_token(form: str) -> str:
    """A token for the form of this name."""
    return signing.dumps(form, salt=SALT)


def check_token(request: HttpRequest, form: str) -> bool:
    """Whether the posted token is ours, fresh and for this form."""
    try:
        return bool(signing.loads(request.POST.get(TOKEN_FIELD, ""), salt=SALT, max_age=TOKEN_AGE) == form)
    except signing.BadSignature:
        return False


def without_cookie(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """View decorator: the form works without a cookie; the view itself calls `check_token`."""
    view.legation_without_cookie = True  # type: ignore[attr-defined]  # read by FormGuard below
    return view


class FormGuard(CsrfViewMiddleware):
    """Refuses cross-site posts everywhere; asks for Django's token only where a cookie may be."""

    def process_request(self, request: HttpRequest) -> None:
        """Looks for Django's token only where there is a session: others leave no trace of one."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            super().process_request(request)

    def process_view(  # type: ignore[override]  # wider than Django's
        self, request: HttpRequest, callback: Any, callback_args: Any, callback_kwargs: Any
    ) -> HttpResponseBase | None:
        """A refusal, or None to go on."""
        if request.method in ("GET", "HEAD", "OPTIONS", "TRACE"):
            return super().process_view(request, callback, callback_args, callback_kwargs)
        if _is_cross_site(request):
            return self._reject(request, "the form was sent from another website")  # type: ignore[attr-defined]  # Django's own, not in the stubs
        if getattr(callback, "legation_without_cookie", False):
            return None
        return super().process_view(request, callback, callback_args, callback_kwargs)


def _is_cross_site(request: HttpRequest) -> bool:
    if fetch_site := request.headers.get("Sec-Fetch-Site"):
        return fetch_site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return (
        origin is not None
        and origin != f"{request.scheme}://{request.get_host()}"
        and origin != settings.LEGATION_ORIGIN
    )
