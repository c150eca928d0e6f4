"""`/healthz`: what a load balancer needs to know, and nothing secret."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from pathlib import Path

from legation.edge.answers import Answer, harden
from legation.edge.policy import EdgePolicy

REMEMBER = 1.0
SQLITE = b"SQLite format 3\0"


class Health:
    """Reading goes on while the database is away, so the status stays `ok` then."""

    def __init__(self, policy: EdgePolicy, loaded: Callable[[], bool]) -> None:
        self.policy, self.loaded = policy, loaded
        self._known: tuple[float, bytes] = (0.0, b"")

    def answer(self) -> Answer:
        """Looked up once a second at most."""
        now = time.monotonic()
        if now - self._known[0] > REMEMBER or not self._known[1]:
            self._known = (now, self._look())
        body = self._known[1]
        headers = [("content-type", "application/json"), ("content-length", str(len(body)))]
        return Answer(200, harden(headers), body, place="healthz")

    def _look(self) -> bytes:
        application = "ok" if self.loaded() else "loading"
        state = {
            "status": "ok",
            "application": application,
            "database": _word(self._database()),
            "scanner": _word(self._scanner()),
        }
        return json.dumps(state).encode()

    def _database(self) -> bool:
        where = self.policy.database
        if isinstance(where, Path):
            try:
                with where.open("rb") as file:
                    return file.read(len(SQLITE)) == SQLITE
            except OSError:
                return False
        try:
            socket.create_connection(where, timeout=1).close()
        except OSError:
            return False
        return True

    def _scanner(self) -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.settimeout(1)
            try:
                client.connect(self.policy.scanner)
            except (OSError, ValueError):
                return False
        return True


def _word(there: bool) -> str:
    return "ok" if there else "away"
