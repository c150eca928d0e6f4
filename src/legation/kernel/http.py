"""The only door through which this software opens a connection of its own to a web server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import urllib3

from legation.kernel.errors import Unavailable

LOOPBACK = ("localhost", "127.0.0.1", "::1")


def safe_to_ask(url: str) -> bool:
    """Whether nobody on the way can read or change what is asked: encrypted, or on this machine."""
    try:
        parts = urlsplit(url)
        _port = parts.port  # raises when it is no number
    except ValueError:
        return False
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    )


@dataclass(frozen=True)
class Answer:
    """What a server answered; header names are in lower case, repeated ones in order."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """The first value of the header, or an empty text."""
        return next((value for key, value in self.headers if key == name.lower()), "")

    def all(self, name: str) -> list[str]:
        """Every value of the header."""
        return [value for key, value in self.headers if key == name.lower()]


class Client:
    """Asks one origin such as `https://localhost:8443`; follows no redirect, keeps no cookie."""

    def __init__(self, origin: str, *, certificate: Path | None = None, seconds: float = 10) -> None:
        self.origin = origin.rstrip("/")
        trusted = str(certificate) if certificate else None
        self._pool = urllib3.PoolManager(timeout=seconds, retries=False, ca_certs=trusted)

    def ask(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """Raises Unavailable when no answer comes."""
        try:
            answer = self._pool.request(
                method, self.origin + path, headers=dict(headers or {}), body=body, redirect=False
            )
        except urllib3.exceptions.HTTPError as error:
            raise Unavailable(f"{self.origin} does not answer ({type(error).__name__}).") from error
        pairs = tuple((name.lower(), value) for name, value in answer.headers.iteritems())
        return Answer(answer.status, pairs, answer.data)

    def get(self, path: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        """Raises Unavailable when no answer comes."""
        return self.ask("GET", path, headers=headers)
