"""Receiving what visitors send, whole, within a size and a time, before any code handles it.

A client that stalls holds one of the few places for receiving, never one of those that answer.
"""

from __future__ import annotations

import tempfile
import threading
from collections import Counter, deque
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any

from legation.edge.answers import Environ
from legation.edge.gate import Refusal
from legation.edge.places import Places
from legation.edge.policy import Limits

CHUNK = 64 * 1024
IN_MEMORY = 512 * 1024
PER_ADDRESS = 4


class Receiver:
    """Takes bodies in for one worker, each in one of `places`; few of one address."""

    def __init__(self, limits: Limits, places: Places, folder: Path) -> None:
        self.limits = limits
        self.folder = folder
        self._places = places
        self._lock = threading.Lock()
        self._of: Counter[str] = Counter()
        self._idle: deque[_Reader] = deque()

    def receive(self, environ: Environ, address: str) -> Refusal | None:
        """Replace `wsgi.input` by the whole body. A refusal when it is too large, too slow, or too
        many of its address are being received. Raises Busy."""
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if not length and "HTTP_TRANSFER_ENCODING" not in environ and environ["SERVER_PROTOCOL"] != "HTTP/2":
            return None
        if environ["REQUEST_METHOD"] in ("GET", "HEAD", "OPTIONS") and not length:
            return None
        if not self._enter(address):
            return Refusal(503, "receiving")
        try:
            with self._places.taken():
                return self._take(environ, length)
        finally:
            self._leave(address)

    def _enter(self, address: str) -> bool:
        with self._lock:
            if self._of[address] >= PER_ADDRESS:
                return False
            self._of[address] += 1
        return True

    def _leave(self, address: str) -> None:
        with self._lock:
            self._of[address] -= 1
            if not self._of[address]:
                del self._of[address]

    def _take(self, environ: Environ, length: int) -> Refusal | None:
        if not 0 < length <= IN_MEMORY:
            self.folder.mkdir(parents=True, exist_ok=True)
        body = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, dir=str(self.folder))  # noqa: SIM115  # handed on
        reading = _Reading(environ["wsgi.input"], body, self.limits.body)
        small = length <= self.limits.small_body
        in_time = self._read(
            reading, self.limits.small_seconds + (0 if small else length / self.limits.slowest)
        )
        if refusal := reading.judge(length) if in_time else Refusal(408, "slow"):
            body.close()
            return refusal
        body.seek(0)
        environ["wsgi.input"] = body
        environ["CONTENT_LENGTH"] = str(reading.size)
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        return None

    def _read(self, reading: _Reading, seconds: float) -> bool:
        """Whether it was read to its end in time."""
        try:
            reader = self._idle.pop()
        except IndexError:
            reader = _Reader(self._idle)
            reader.start()
        reader.asked.put(reading)
        return reading.done.acquire(timeout=seconds)


def release(environ: Environ) -> None:
    """Close the body that was received, once the application has answered."""
    if isinstance(environ["wsgi.input"], tempfile.SpooledTemporaryFile):
        environ["wsgi.input"].close()


class _Reading:
    """A body that is read to its end or the limit; `done` can be had then."""

    def __init__(self, source: Any, target: IO[bytes], limit: int) -> None:
        self.source, self.target, self.limit = source, target, limit
        self.size = 0
        self.too_large = self.failed = False
        self.done = threading.Lock()
        self.done.acquire()

    def run(self) -> None:
        """Read it."""
        try:
            while chunk := self.source.read(CHUNK):
                self.size += len(chunk)
                if self.size > self.limit:
                    self.too_large = True
                    return
                self.target.write(chunk)
        except Exception:  # noqa: BLE001  # whatever the server raises when the connection broke
            self.failed = True
        finally:
            self.done.release()

    def judge(self, length: int) -> Refusal | None:
        """What is wrong with it, of which `length` was announced."""
        if self.too_large:
            return Refusal(413, "body")
        if self.failed or (length and self.size != length):
            return Refusal(400, "body")
        return None


class _Reader(threading.Thread):
    """Reads for one client at a time, then for the next: to begin a thread takes longer than to read a form.
    Left behind when time is up; the answer ends that reading."""

    def __init__(self, idle: deque[_Reader]) -> None:
        super().__init__(daemon=True, name="reader")
        self.asked: SimpleQueue[_Reading] = SimpleQueue()
        self._idle = idle

    def run(self) -> None:
        while True:
            self.asked.get().run()
            self._idle.append(self)
