"""How often one address may do something; nothing is kept of the address but a keyed hash, for an hour."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

from legation.edge.addresses import neighbourhood
from legation.privacy.sealing import lookup_hash

HOUR = 60 * 60


def too_often(request: HttpRequest, what: str, most: int) -> bool:
    """Counts one attempt of this address (IPv6: of its /64); whether it is more than `most` within the hour."""
    where = neighbourhood(request.META.get("REMOTE_ADDR", ""))
    return _count(f"limit:{what}:{lookup_hash('address', where)}") > most


def too_often_for(text: str, what: str, most: int) -> bool:
    """The same for what is acted upon (a case number, an e-mail address) rather than who acts."""
    return _count(f"limit:{what}:{lookup_hash(what, text)}") > most


def _count(key: str) -> int:
    if cache.add(key, 1, HOUR):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # it ended between the two
        cache.set(key, 1, HOUR)
        return 1
