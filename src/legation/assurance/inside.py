"""The site asked within this process, as a visitor at its own address over HTTPS would ask."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from legation.edge.environ import own_request
from legation.kernel.http import Answer

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
METHODS_WITHOUT_BODY = {"GET", "HEAD", "OPTIONS"}


class InsideSite:
    """A `promises.Site` over a WSGI application; Django itself, unless another is given."""

    def __init__(self, application: Application | None = None) -> None:
        self._application: Application = application or WSGIHandler()

    @property
    def origin(self) -> str:
        """The configured address."""
        return str(settings.LEGATION_ORIGIN)

    def get(self, path: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        """What the site answers to a plain visit."""
        return self.ask("GET", path, headers=headers)

    def ask(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """What the site answers. Keeps no cookie, follows no redirect."""
        started: list[Any] = []

        def start(
            status: str, pairs: list[tuple[str, str]], error: object = None
        ) -> Callable[[bytes], object]:
            started[:] = [status, pairs]
            return io.BytesIO().write

        with _the_callers_connection_stays_open():
            chunks = self._application(_environment(self.origin, method, path, headers or {}, body), start)
            try:
                content = b"".join(chunks)
            finally:
                if close := getattr(chunks, "close", None):
                    close()
        status, pairs = started
        names = tuple((name.lower(), value) for name, value in pairs)
        return Answer(int(status.split()[0]), names, b"" if method == "HEAD" else content)


@contextmanager
def _the_callers_connection_stays_open() -> Iterator[None]:
    """Django closes its connections around each request; the asking one may be in a transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def _environment(
    origin: str, method: str, path: str, headers: Mapping[str, str], body: bytes | None
) -> dict[str, Any]:
    authority = origin.partition("://")[2]
    address, _, query = path.partition("?")
    decoded = unquote_to_bytes(address).decode("latin-1")
    environment = own_request(authority, decoded, method=method, query=query, body=body or b"")
    if body is not None or method not in METHODS_WITHOUT_BODY:
        environment["CONTENT_LENGTH"] = str(len(body or b""))
        environment["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
    for name, value in headers.items():
        key = name.upper().replace("-", "_")
        environment[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value
    return environment
