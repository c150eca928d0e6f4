"""Plain HTTP: sends everybody to the encrypted site and does nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from legation.kernel.processes import die_with_parent

HOSTS = tuple(os.environ.get("LEGATION_HOSTS", "localhost").lower().replace(" ", "").split(","))
PORT = os.environ.get("LEGATION_PORT", "8443")
LONGEST = 4000
LOOPBACK = ("127.0.0.1", "[::1]")
if "LEGATION_WORKER_THREADS" in os.environ:  # set by the supervisor
    die_with_parent()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """301 for reading and 308 for the rest, to the same address by https; 400 for a host not ours."""
    host = _host(environ.get("HTTP_HOST", ""))
    query = environ.get("QUERY_STRING", "")
    path = quote(environ.get("PATH_INFO", "/").encode("latin-1", "replace"), safe="/:@!$&'()*+,;=~-._%")
    if host not in HOSTS and host not in LOOPBACK:
        return _answer(start_response, "400 Bad Request", b"There is no such site here.\n")
    if len(path) + len(query) > LONGEST or not path.startswith("/") or not query.isascii():
        return _answer(start_response, "400 Bad Request", b"This address cannot be read.\n")
    port = "" if PORT == "443" else f":{PORT}"
    target = f"https://{host}{port}/{path.lstrip('/')}" + (f"?{query}" if query else "")
    reading = environ.get("REQUEST_METHOD") in ("GET", "HEAD")
    status = "301 Moved Permanently" if reading else "308 Permanent Redirect"
    return _answer(start_response, status, b"", ("location", target))


def _host(header: str) -> str:
    host = header.lower()
    return host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]


def _answer(
    start_response: Callable[..., Any], status: str, body: bytes, *headers: tuple[str, str]
) -> list[bytes]:
    plain = [("content-type", "text/plain; charset=utf-8"), ("content-length", str(len(body)))]
    start_response(status, [*plain, ("x-content-type-options", "nosniff"), *headers])
    return [body]
