"""Keyed sketches of words: how alike two letters of one person are, told without opening either.

The smallest keyed hashes of the letter's shingles (a bottom-k sketch). The key is made for one person, so
that the table tells nothing without the master key, not even that two people wrote the same.
"""

from __future__ import annotations

import hashlib
import re

from django.conf import settings

from legation.kernel.keys import master_key
from legation.privacy.sealing import normalised

KEPT = 64
SHINGLE = 4  # signs; works for scripts without spaces too
READ = 4000  # signs of the letter
BYTES = 6
NOT_A_SIGN = re.compile(r"\W+")


def sketch(words: str, person: str) -> str:
    """The sketch of `words` as hex, made for `person` (the hash of their address, or their key's name)."""
    key = master_key(settings.LEGATION_MASTER_KEY_FILE).keyed_hash("case fingerprint", person)
    plain = NOT_A_SIGN.sub(" ", normalised(words[:READ])).strip()
    shingles = {plain[place : place + SHINGLE] for place in range(max(1, len(plain) - SHINGLE + 1))}
    hashed = (
        hashlib.blake2b(shingle.encode("utf-8", "surrogatepass"), key=key, digest_size=BYTES).hexdigest()
        for shingle in shingles
    )
    return "".join(sorted(hashed)[:KEPT])


def likeness(one: str, other: str) -> float:
    """From 0 (nothing in common) to 1 (the same words)."""
    first, second = _parts(one), _parts(other)
    smallest = sorted(first | second)[:KEPT]
    return len(first & second & set(smallest)) / len(smallest) if smallest else 0.0


def _parts(text: str) -> set[str]:
    size = 2 * BYTES
    return {text[place : place + size] for place in range(0, len(text), size)}
