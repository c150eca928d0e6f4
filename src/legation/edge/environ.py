"""A request of our own, as a visitor at the site's address over HTTPS would send it."""

from __future__ import annotations

import io
import sys

from legation.edge.answers import Environ


def own_request(
    authority: str, path: str, *, method: str = "GET", query: str = "", body: bytes = b""
) -> Environ:
    """The WSGI environment. `authority` is the host with its port unless that is 443; `path` is decoded
    as WSGI wants it (latin-1)."""
    host, _colon, port = authority.partition(":")
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_NAME": host,
        "SERVER_PORT": port or "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": authority,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
