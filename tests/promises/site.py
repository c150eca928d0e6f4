"""The installation seen from inside the test process, through Django's client."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.test import Client

from legation.kernel.http import Answer


class ClientSite:
    """A `Site` without cookies: every request is a new visitor."""

    origin = settings.LEGATION_ORIGIN

    def get(self, path: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        return self.ask("GET", path, headers=headers)

    def ask(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        given = dict(headers or {})
        kind = given.pop("Content-Type", "application/octet-stream")
        response = Client(SERVER_NAME=settings.LEGATION_HOSTS[0]).generic(
            method, path, body or b"", content_type=kind, secure=True, headers=given
        )
        pairs = [(name.lower(), value) for name, value in response.headers.items()]
        pairs += [("set-cookie", morsel.OutputString()) for morsel in response.cookies.values()]
        return Answer(response.status_code, tuple(pairs), b"".join(response))
