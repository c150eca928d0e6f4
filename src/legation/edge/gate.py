"""The gate: what can never be a request to this site is turned away before any code sees it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from legation.edge.answers import Environ
from legation.edge.policy import EdgePolicy

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
KNOWN_METHODS = ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT")
ALLOW = "GET, HEAD, POST, OPTIONS"
BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
BAD_PATH = re.compile(r"[\x00-\x1f\x7f%\\]|^(?!/)|^//|/\.\.?(/|$)")
BAD_QUERY = re.compile(r"[\x00-\x20\x7f]|%0[0-8bcBCeEfF]|%1[0-9a-fA-F]")
NAME_WITH_PORT = re.compile(r"^(\[[0-9a-f:]+\]|[a-z0-9.-]+?)\.?(:[0-9]{1,5})?$")


@dataclass(frozen=True)
class Refusal:
    """A status, and the reason's short name for the access record."""

    status: int
    reason: str


class Gate:
    """Judges the request line and the headers."""

    def __init__(self, policy: EdgePolicy) -> None:
        self.limits = policy.limits
        self.hosts = frozenset(policy.hosts)
        self.usual = frozenset(name for host in policy.hosts for name in (host, f"{host}:{policy.port}"))

    def host(self, header: str) -> Refusal | None:
        """Only our own names are answered: other software must not be led to believe them."""
        if header in self.usual:
            return None
        match = NAME_WITH_PORT.match(header.lower())
        return None if match and match[1] in self.hosts else Refusal(400, "host")

    def line(self, environ: Environ) -> Refusal | None:
        """Method, path and query."""
        method, path, query = environ["REQUEST_METHOD"], environ["PATH_INFO"], environ["QUERY_STRING"]
        if method not in METHODS:
            return Refusal(405 if method in KNOWN_METHODS else 501, "method")
        if len(path) > self.limits.path or len(query) > self.limits.query:
            return Refusal(414, "length")
        if BAD_PATH.search(path) or not _is_text(path.encode("latin-1", "replace")):
            return Refusal(400, "path")
        if query and (
            BAD_QUERY.search(query) or BAD_PERCENT.search(query) or not _is_text(unquote_to_bytes(query))
        ):
            return Refusal(400, "query")
        return None

    def headers(self, environ: Environ) -> Refusal | None:
        """Sizes, and a length that is a number."""
        total = 0
        for name, text in environ.items():
            if name.startswith("HTTP_"):
                total += len(text)
                if len(text) > self.limits.header or total > self.limits.headers:
                    return Refusal(431, "headers")
        length = environ.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()):
            return Refusal(400, "length")
        if int(length) > self.limits.body:
            return Refusal(413, "body")
        return None


def _is_text(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True
