"""How many answers are taken within the hour from one connection, where anyone may answer.

Kept in this process alone and under a key that ends with it: a row of the database would tell when somebody
answered. So the limit is per process; a proof of work is bound to the page's token, which counts once.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import OrderedDict, deque
from threading import Lock

from django.http import HttpRequest

from legation.accounts.limits.services import place
from legation.defence.bots.services import FIELD, solved

HOUR = 60 * 60.0
PROVEN, UNPROVEN, ASIDE = 60, 10, 60
MOST_PLACES = 20_000
_secret = secrets.token_bytes(16)
_lock = Lock()
_sent: OrderedDict[bytes, deque[float]] = OrderedDict()


def is_too_often(request: HttpRequest, token: str) -> bool:
    """Count one more sending of the page with this token; whether it is one too many."""
    if solved(request.POST.get(FIELD, ""), token):
        return _count(request, "proven") > PROVEN
    return _count(request, "unproven") > UNPROVEN


def puts_aside_too_often(request: HttpRequest) -> bool:
    """Count one more putting aside; whether it is one too many."""
    return _count(request, "aside") > ASIDE


def _count(request: HttpRequest, what: str) -> int:
    key = hashlib.blake2b(f"{what} {place(request)}".encode(), key=_secret).digest()[:12]
    now = time.monotonic()
    with _lock:
        times = _sent.setdefault(key, deque(maxlen=max(PROVEN, UNPROVEN, ASIDE) + 1))
        _sent.move_to_end(key)
        while times and times[0] < now - HOUR:
            times.popleft()
        times.append(now)
        while len(_sent) > MOST_PLACES:
            _sent.popitem(last=False)
        return len(times)


def forget() -> None:
    """Begin anew, for tests."""
    with _lock:
        _sent.clear()
