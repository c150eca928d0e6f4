"""How often one address may do something; nothing is kept of the address but a keyed hash, for an hour."""

from __future__ import annotations

from django.http import HttpRequest

from legation.accounts.limits.services import Limit, place

HOUR = 60 * 60


def too_often(request: HttpRequest, what: str, most: int) -> bool:
    """Counts one attempt of this address (IPv6: of its /64); whether it is more than `most` within the hour."""
    return Limit(what, most, HOUR).exceeded(place(request))


def too_often_for(text: str, what: str, most: int) -> bool:
    """The same for what is acted upon (a case number, an e-mail address) rather than who acts."""
    return Limit(f"for {what}", most, HOUR).exceeded(text)
