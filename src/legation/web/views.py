"""The front door, the conventions at the root, and the handlers of Django's errors."""

from __future__ import annotations

import datetime as dt
import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from legation.kernel import clock
from legation.kernel.errors import Unavailable
from legation.web import errors, preferences

SECURITY_TEXT_AGE = dt.timedelta(days=180)


@require_safe
def front_door(request: HttpRequest) -> HttpResponse:
    """Sends the visitor to the language chosen earlier, else to the best of `Accept-Language`."""
    language = preferences.read(request).language or translation.get_language_from_request(request)
    response = HttpResponseRedirect(f"/{language}/")
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines need not visit."""
    lines = [
        "User-agent: *",
        "Disallow: /staff/",
        "Disallow: /demo/",
        *(f"Disallow: /{code}/account/" for code, _name in settings.LANGUAGES),
        *(f"Disallow: /{code}/leaving/" for code, _name in settings.LANGUAGES),
        f"Sitemap: {settings.LEGATION_ORIGIN}/sitemap.xml",
    ]
    return _plain(lines)


@require_safe
def security_text(request: HttpRequest) -> HttpResponse:
    """RFC 9116: how to tell us about a weakness."""
    origin = settings.LEGATION_ORIGIN
    expires = (clock.now() + SECURITY_TEXT_AGE).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {origin}/en/policy/contact/",
        f"Contact: mailto:security@{settings.LEGATION_HOSTS[0]}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}",
        f"Canonical: {origin}/.well-known/security.txt",
        f"Policy: {origin}/en/policy/",
    ]
    return _plain(lines)


def _plain(lines: list[str]) -> HttpResponse:
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return errors.error_page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return errors.error_page(request, 403)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that did not come from this site's own page, or too late."""
    heading, sentences = errors.FORGED
    return errors.error_page(request, 403, heading=heading, sentences=sentences)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404; says which languages there are when the address begins with another one."""
    return errors.unknown_language(request) or errors.error_page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """503 while a part such as the database is away, else 500, which should never be seen."""
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError | Unavailable)
    response = errors.error_page(request, 503 if away else 500)
    if away:
        response.headers["Retry-After"] = "60"
    return response
