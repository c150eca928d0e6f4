"""An edge in front of a small application that the test controls."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from legation.edge.answers import Environ, StartResponse
from legation.edge.app import Edge
from legation.edge.policy import EdgePolicy, Limits, Network
from legation.edge.records import AccessRecord


@dataclass
class Received:
    """What a visitor got."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Small:
    """Counts how often the application was asked; `fails` makes it raise."""

    data: Path
    trusted: tuple[Network, ...] = ()
    limits: Limits = field(default_factory=Limits)
    threads: int = 8
    body: bytes = b"<p>" + b"words " * 200
    headers: dict[str, str] = field(default_factory=lambda: {"Legation-Tags": "page:1 office:london"})
    status: str = "200 OK"
    fails: bool = False
    asked: list[Environ] = field(default_factory=list)
    records: list[AccessRecord] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.edge = self.worker()

    def worker(self) -> Edge:
        """One more worker over the same folder."""
        policy = EdgePolicy(
            data=self.data,
            hosts=("localhost",),
            port=8443,
            threads=self.threads,
            trusted=self.trusted,
            database=self.data / "legation.sqlite3",
            limits=self.limits,
            attention=0.0,
        )
        return Edge(policy, lambda: self.application, self)

    def record(self, record: AccessRecord) -> None:
        self.records.append(record)

    def application(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        environ["body"] = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        self.asked.append(environ)
        if self.fails:
            raise RuntimeError("the database is away")
        usual = {"Content-Type": "text/html", "Legation-Route": "some_route", "Content-Language": "en"}
        start_response(self.status, list({**usual, **self.headers}.items()))
        return [self.body]

    def get(self, path: str = "/en/", edge: Any = None, **environ: Any) -> Received:
        """One request; `environ` overrides what a browser sends."""
        told: list[Any] = []
        path, _, query = path.partition("?")
        full = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "192.0.2.1",
            "HTTP_HOST": "localhost:8443",
            "wsgi.input": io.BytesIO(),
            **environ,
        }
        result = (edge or self.edge)(
            full, lambda status, headers, exc_info=None: told.extend((status, headers))
        )
        names = [name for name, _ in told[1]]
        assert len(names) == len(set(names)), names
        return Received(int(told[0][:3]), dict(told[1]), b"".join(result))
