"""Single-use tokens. Nothing is kept of them until they are spent: a token is made, each time anew, of the
survey and of whoever holds it, so that the same person always has the same one.

A token is 32 signs that can be read out and typed: 12 bytes that stand for the holder and 8 by which we know
our own. Whoever has the master key could make the token of an address that they guess, and so learn whether
it was spent, as the pages say; the answer lies apart and has no token.
"""

from __future__ import annotations

import hmac
import re
import secrets

from django.conf import settings

from legation.kernel.keys import master_key
from legation.surveys.models import Survey

SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's: none looks like another
LOOK_ALIKES = str.maketrans("oil", "011")
LENGTH = 32
HOLDER, TAG = 12, 8  # bytes
GAPS = re.compile(r"[\s\-‐‑–—]")


def token_of(survey: Survey, kind: str, holder: str) -> str:
    """The token of this holder; `kind` (`email`, `member`, `invitation`, `letter`) keeps them apart."""
    key = master_key(settings.LEGATION_MASTER_KEY_FILE)
    whole = key.keyed_hash("survey token", f"{survey.pk} {survey.slug} {kind} {holder}")[:HOLDER]
    return _written(whole + _tag(survey, whole))


def read_token(survey: Survey, typed: str) -> str:
    """The token as we write it, however it was typed; empty when it is none of this survey's."""
    signs = GAPS.sub("", typed[:100]).lower().translate(LOOK_ALIKES)
    if len(signs) != LENGTH or any(sign not in SIGNS for sign in signs):
        return ""
    number = 0
    for sign in signs:
        number = number << 5 | SIGNS.index(sign)
    held = number.to_bytes(HOLDER + TAG, "big")
    return signs if hmac.compare_digest(held[HOLDER:], _tag(survey, held[:HOLDER])) else ""


def random_token() -> str:
    """For one opening of a page that anyone may answer: sent twice, it counts once."""
    return secrets.token_urlsafe(18)


def spoken(token: str) -> str:
    """In groups of four, for paper."""
    return "-".join(token[place : place + 4] for place in range(0, len(token), 4))


def _tag(survey: Survey, holder: bytes) -> bytes:
    key = master_key(settings.LEGATION_MASTER_KEY_FILE)
    return key.keyed_hash("survey token tag", f"{survey.pk} {survey.slug} {holder.hex()}")[:TAG]


def _written(whole: bytes) -> str:
    number = int.from_bytes(whole, "big")
    return "".join(SIGNS[number >> 5 * place & 31] for place in reversed(range(LENGTH)))
