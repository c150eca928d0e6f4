"""So many at a time, so that the other threads of a worker can answer what is kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 2.0


class Busy(Exception):
    """Every place is taken."""


class Places:
    """For `count` at a time; `waiting` more may wait for a moment."""

    def __init__(self, count: int, waiting: int = 0) -> None:
        self._free = threading.BoundedSemaphore(count)
        self._all = threading.BoundedSemaphore(count + waiting)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """One of them. Raises Busy when too many wait already, or none became free."""
        if not self._all.acquire(blocking=False):
            raise Busy
        try:
            if not self._free.acquire(timeout=PATIENCE):
                raise Busy
            try:
                yield
            finally:
                self._free.release()
        finally:
            self._all.release()
