"""Receiving what visitors send, whole, within a size and a time, before any code handles it.

A client that stalls holds one of the few places for receiving, never one of those that answer.
"""

from __future__ import annotations

import tempfile
import threading
from collections import Counter
from pathlib import Path
from typing import IO, Any

from legation.edge.answers import Environ
from legation.edge.gate import Refusal
from legation.edge.policy import Limits

CHUNK = 64 * 1024
IN_MEMORY = 512 * 1024
PER_ADDRESS = 4


class Receiver:
    """Takes bodies in for one worker; at most `places` at a time, few of one address."""

    def __init__(self, limits: Limits, places: int, folder: Path) -> None:
        self.limits = limits
        self.folder = folder
        self._places = threading.BoundedSemaphore(places)
        self._lock = threading.Lock()
        self._of: Counter[str] = Counter()

    def receive(self, environ: Environ, address: str) -> Refusal | None:
        """Replace `wsgi.input` by the whole body. A refusal when it is too large, too slow, or too
        many are being received."""
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if not length and "HTTP_TRANSFER_ENCODING" not in environ and environ["SERVER_PROTOCOL"] != "HTTP/2":
            return None
        if environ["REQUEST_METHOD"] in ("GET", "HEAD", "OPTIONS") and not length:
            return None
        if not self._enter(address):
            return Refusal(503, "receiving")
        try:
            return self._take(environ, length)
        finally:
            self._leave(address)

    def _enter(self, address: str) -> bool:
        with self._lock:
            if self._of[address] >= PER_ADDRESS or not self._places.acquire(blocking=False):
                return False
            self._of[address] += 1
        return True

    def _leave(self, address: str) -> None:
        with self._lock:
            self._of[address] -= 1
            if not self._of[address]:
                del self._of[address]
        self._places.release()

    def _take(self, environ: Environ, length: int) -> Refusal | None:
        self.folder.mkdir(parents=True, exist_ok=True)
        body = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, dir=str(self.folder))  # noqa: SIM115  # handed on
        reader = _Reader(environ["wsgi.input"], body, self.limits.body)
        reader.start()
        small = length <= self.limits.small_body
        reader.join(self.limits.small_seconds + (0 if small else length / self.limits.slowest))
        if refusal := _judge(reader, length):
            body.close()
            return refusal
        body.seek(0)
        environ["wsgi.input"] = body
        environ["CONTENT_LENGTH"] = str(reader.size)
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        return None


def _judge(reader: _Reader, length: int) -> Refusal | None:
    if reader.is_alive():
        return Refusal(408, "slow")
    if reader.too_large:
        return Refusal(413, "body")
    if reader.failed or (length and reader.size != length):
        return Refusal(400, "body")
    return None


def release(environ: Environ) -> None:
    """Close the body that was received, once the application has answered."""
    if isinstance(environ["wsgi.input"], tempfile.SpooledTemporaryFile):
        environ["wsgi.input"].close()


class _Reader(threading.Thread):
    """Reads on until the end or the limit; left behind when time is up: the answer then ends it."""

    def __init__(self, source: Any, target: IO[bytes], limit: int) -> None:
        super().__init__(daemon=True)
        self.source, self.target, self.limit = source, target, limit
        self.size = 0
        self.too_large = self.failed = False

    def run(self) -> None:
        try:
            while chunk := self.source.read(CHUNK):
                self.size += len(chunk)
                if self.size > self.limit:
                    self.too_large = True
                    return
                self.target.write(chunk)
        except Exception:  # noqa: BLE001  # whatever the server raises when the connection broke
            self.failed = True
