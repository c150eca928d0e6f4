"""Identifiers that grow with time, so that rows which come together stand together in an index: of random ones
each is written to a page of its own.

They tell when they were made. Where the row must not tell that, take a random one.
"""

from __future__ import annotations

import os
import time
import uuid


def in_order() -> uuid.UUID:
    """A UUID of version 7 (RFC 9562): 48 bits of milliseconds since 1970, the rest random."""
    milliseconds = time.time_ns() // 1_000_000
    number = (milliseconds << 80) | int.from_bytes(os.urandom(10))
    number = number & ~(0xF << 76) | (0x7 << 76)
    return uuid.UUID(int=number & ~(0x3 << 62) | (0x2 << 62))
