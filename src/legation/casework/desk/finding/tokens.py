"""Keyed hashes of terms. The key is of one office, made from the master key: whoever has the database learns
no name from it, nor that two offices know the same person.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings

from legation.casework.desk.finding.words import What
from legation.kernel.keys import master_key

BYTES = 8


def tokens(office: int | None, what: What, terms: Iterable[str]) -> list[int]:
    """One for each term; `office` None is the ministry itself."""
    key = _key(str(settings.LEGATION_MASTER_KEY_FILE), office)
    return [_token(key, f"{what} {term}") for term in terms]


def _token(key: bytes, text: str) -> int:
    hashed = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=key, digest_size=BYTES).digest()
    return int.from_bytes(hashed, "big", signed=True)


@lru_cache(maxsize=512)
def _key(_file: str, office: int | None) -> bytes:
    place = "ministry" if office is None else str(office)
    return master_key(settings.LEGATION_MASTER_KEY_FILE).keyed_hash("case search", place)
