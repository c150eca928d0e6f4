"""Answers, and the headers that every one of them carries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Environ = dict[str, Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

STRICT_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY: dict[str, str] = {
    "strict-transport-security": "max-age=31536000",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
    "content-security-policy": STRICT_CSP,
    "server": "web",
}
NO_STORE = "no-store"
PAGE_CACHING = "public, max-age=0, must-revalidate"
STATUS_LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


@dataclass
class Answer:
    """One complete answer. `place` is what the access record shows of the address; `ready` ones have
    all their headers."""

    status: int
    headers: Headers
    body: bytes
    place: str = ""
    office: str = ""
    language: str = ""
    rest: Iterable[bytes] | None = None  # of a body too large to be held
    ready: bool = True


def status_line(status: int) -> str:
    """Such as `404 Not Found`."""
    return STATUS_LINES.get(status, f"{status} Status")


def take(headers: Headers, name: str) -> str:
    """The value of a header, which is taken out; empty when it is not there."""
    found = [value for key, value in headers if key.lower() == name]
    headers[:] = [pair for pair in headers if pair[0].lower() != name]
    return found[0] if found else ""


def value(headers: Headers, name: str) -> str:
    """The first value of a header, or an empty text."""
    return next((text for key, text in headers if key.lower() == name), "")


def harden(headers: Headers) -> Headers:
    """All our protective headers, except where the application set its own; nothing internal.

    What is dynamic or sets a cookie is kept nowhere.
    """
    kept = [
        (name.lower(), text)
        for name, text in headers
        if not name.lower().startswith("legation-") and name.lower() not in ("server", "x-powered-by")
    ]
    names = {name for name, _ in kept}
    kept += [(name, text) for name, text in SECURITY.items() if name not in names]
    if "set-cookie" in names:
        kept = [pair for pair in kept if pair[0] != "cache-control"]
    if "set-cookie" in names or "cache-control" not in names:
        kept.append(("cache-control", NO_STORE))
    return kept
