"""From where an act of an account came: its network and its browser, for the member's eyes alone.

They stand in the ledger record of the act, sealed under the member's own key: staff do not see them,
and they are gone when the member leaves. Access records are another thing and are never joined to them.
"""

from __future__ import annotations

import base64
import ipaddress
import json
from collections.abc import Callable, Mapping
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

from legation.accounts.browsers import browser_name
from legation.kernel.keys import BrokenSeal, seal, unseal
from legation.privacy.models import Erased, Subject

FIELD = "from"
IPV4_PREFIX, IPV6_PREFIX = 24, 48
_request: ContextVar[HttpRequest | None] = ContextVar("request of the act", default=None)


class Whence:
    """Middleware: an act recorded while a request is answered knows from where it was asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _request.set(request)
        try:
            return self.get_response(request)
        finally:
            _request.reset(token)


def network(address: str) -> str:
    """The network of an address, such as `198.51.100.0/24`; empty when it is none."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    prefix = IPV4_PREFIX if parsed.version == 4 else IPV6_PREFIX
    return str(ipaddress.ip_network((parsed, prefix), strict=False))


def here(person: Subject) -> dict[str, str]:
    """For the detail of a record; empty outside a request and for a person who was erased."""
    request = _request.get()
    if request is None:
        return {}
    place = [
        network(request.META.get("REMOTE_ADDR", "")),
        browser_name(request.headers.get("User-Agent", "")),
    ]
    try:
        sealed = seal(person.key(), json.dumps(place).encode(), _context(person))
    except Erased:
        return {}
    return {FIELD: base64.b64encode(sealed).decode()}


def read(person: Subject, detail: object) -> tuple[str, str]:
    """Network and browser of a record of this person; both empty where nothing was noted."""
    sealed = detail.get(FIELD) if isinstance(detail, Mapping) else None
    if not isinstance(sealed, str):
        return "", ""
    try:
        place = json.loads(unseal(person.key(), base64.b64decode(sealed), _context(person)))
    except (Erased, BrokenSeal, ValueError):
        return "", ""
    return str(place[0]), str(place[1])


def _context(person: Subject) -> str:
    return f"ledger from:{person.pk}"
