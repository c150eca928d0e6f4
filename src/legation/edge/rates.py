"""How many dynamic requests one address may send: a bucket of tokens that fills steadily."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from threading import Lock

MOST = 50_000  # addresses remembered; beyond, the oldest are forgotten


@dataclass
class Rates:
    """`per_second` tokens flow in, up to `burst`."""

    per_second: float
    burst: float
    _buckets: dict[str, tuple[float, float]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def wait(self, address: str) -> int:
        """0 when the request may go on, else whole seconds to wait."""
        now = time.monotonic()
        with self._lock:
            tokens, then = self._buckets.pop(address, (self.burst, now))
            tokens = min(self.burst, tokens + (now - then) * self.per_second)
            allowed = tokens >= 1
            self._buckets[address] = (tokens - 1 if allowed else tokens, now)
            if len(self._buckets) > MOST:
                del self._buckets[next(iter(self._buckets))]
        return 0 if allowed else 1 + int((1 - tokens) / self.per_second)
