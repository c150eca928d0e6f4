"""How much is asked for at the moment, by which the work grows; remembered in this process alone."""

from __future__ import annotations

import time
from collections import deque
from threading import Lock

WINDOW = 60.0
MOST = 10_000


class Load:
    """Counts what happened within the last minute."""

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=MOST)
        self._lock = Lock()

    def count(self) -> int:
        """One more; how many there were within the minute."""
        now = time.monotonic()
        with self._lock:
            self._times.append(now)
            while self._times[0] < now - WINDOW:
                self._times.popleft()
            return len(self._times)
