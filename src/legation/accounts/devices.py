"""Browsers that signed in before, known by a signed cookie that names nobody.

It is no way in: it only keeps its owner's attempts apart from those of strangers, and spares them the
notice of a sign-in from a new browser, until the password is another. A shared computer gets none.
"""

from __future__ import annotations

import datetime as dt
import secrets

from django.core import signing
from django.http import HttpRequest, HttpResponse

from legation.kernel import clock
from legation.privacy.sealing import lookup_hash

COOKIE = "__Host-browser"
AGE = 180 * 24 * 60 * 60
SALT = "legation.accounts.devices"
MOST = 4  # accounts of one browser, as in a family


def known(request: HttpRequest, email: str) -> str:
    """The browser's own number for the account of `email`, or nothing when it has not signed in there."""
    return _entries(request).get(_account(email), "").partition(" ")[0]


def last_in(request: HttpRequest, email: str) -> dt.datetime:
    """When it last signed in there; long ago when it never did."""
    _number, _space, seconds = _entries(request).get(_account(email), "").partition(" ")
    return dt.datetime.fromtimestamp(float(seconds or 0), dt.UTC)


def remember(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Know this browser from now on."""
    entries = _entries(request)
    number = entries.pop(_account(email), "").partition(" ")[0] or secrets.token_urlsafe(12)
    entry = f"{number} {clock.now().timestamp()}"
    latest = dict([*entries.items(), (_account(email), entry)][-MOST:])
    response.set_cookie(
        COOKIE,
        signing.dumps(latest, salt=SALT),
        max_age=AGE,
        path="/",
        secure=True,
        httponly=True,
        samesite="Lax",
    )


def _entries(request: HttpRequest) -> dict[str, str]:
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return {}
    return dict(found) if isinstance(found, dict) else {}


def _account(email: str) -> str:
    return lookup_hash("browser", email)[:24]
