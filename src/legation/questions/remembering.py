"""The cookie by which a browser finds its drafts again; set only when somebody asks for it.

Its value is `purpose:secret`, up to five of them parted by `|`: nothing but what the addresses of the
drafts hold. No script can read it.
"""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse

from legation.questions.models import DRAFT_DAYS

COOKIE = "__Host-drafts"
PAIR = re.compile(r"([a-z0-9_-]{1,60}):([A-Za-z0-9_-]{20,60})")
MOST = 5


def remembered(request: HttpRequest, purpose: str) -> str:
    """The secret of the draft for this purpose that the browser was asked to remember; empty: none."""
    return dict(_pairs(request)).get(purpose, "")


def remember(request: HttpRequest, response: HttpResponse, purpose: str, secret: str) -> None:
    """Have the browser remember the draft, as long as drafts are kept."""
    others = [(name, kept) for name, kept in _pairs(request) if name != purpose]
    _set(response, [(purpose, secret), *others][:MOST])


def forget(request: HttpRequest, response: HttpResponse, purpose: str) -> None:
    """Have the browser forget it; the draft itself stays."""
    if left := [(name, kept) for name, kept in _pairs(request) if name != purpose]:
        _set(response, left)
    else:
        response.delete_cookie(COOKIE, path="/", samesite="Lax")
        response.cookies[COOKIE]["secure"] = True


def _pairs(request: HttpRequest) -> list[tuple[str, str]]:
    parts = request.COOKIES.get(COOKIE, "")[:1000].split("|")
    return [(match[1], match[2]) for part in parts if (match := PAIR.fullmatch(part))]


def _set(response: HttpResponse, pairs: list[tuple[str, str]]) -> None:
    value = "|".join(f"{purpose}:{secret}" for purpose, secret in pairs)
    response.set_cookie(
        COOKIE,
        value,
        max_age=DRAFT_DAYS * 24 * 60 * 60,
        path="/",
        secure=True,
        httponly=True,
        samesite="Lax",
    )
