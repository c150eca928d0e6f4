"""The firewall in front of every dynamic request. Needs no Django."""

from __future__ import annotations

import json
import logging
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from legation.defence.firewall.bodies import CHUNK, MOST_BYTES, Refused, declared, shown
from legation.defence.firewall.engine import Engine, Judgement, Message
from legation.defence.firewall.refusals import page
from legation.edge import signals
from legation.kernel.errors import Unavailable
from legation.kernel.files import write_atomically

log = logging.getLogger(__name__)
Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
# Wagtail's editor sends rich text that no rule for attacks can tell from one: only its head is shown.
HEAD_ONLY = ("/staff/editor/",)
PATH_SAFE = "/:@!$&'()*+,;=-._~"


def status_file(data: Path) -> Path:
    """Where the firewall says whether it is on."""
    return data / "run" / "firewall.json"


class Firewall:
    """Lets through what the engine lets through; refuses with 403, or with 400 and 413 what cannot be
    inspected. Without library or rules everything passes, and the status file says so and why.

    `on_refusal` is called with the client's address; by default the detector is told.
    """

    def __init__(
        self,
        application: Application,
        *,
        data: Path | None = None,
        crs: Path | None = None,
        on_refusal: Callable[[str], object] | None = None,
    ) -> None:
        self._application = application
        self._data, crs = _places(data, crs)
        self._on_refusal = on_refusal or (lambda address: signals.send(self._data, address, "firewall"))
        self._counting = threading.Lock()
        self.refused = 0
        self._engine: Engine | None = None
        try:
            self._engine = Engine(crs)
        except Unavailable as error:
            log.warning("the firewall is off: %s", error)
            self._say({"state": "off", "reason": str(error)})
        else:
            engine = self._engine
            self._say(
                {"state": "on", "rules": engine.rules, "files": engine.files, "version": engine.version}
            )

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        judgement = self.inspect(environ)
        if judgement is None:
            return self._application(environ, start_response)
        with self._counting:
            self.refused += 1
        if judgement.status == 403:
            self._on_refusal(str(environ.get("REMOTE_ADDR", "")))
            log.info("refused by rules %s", judgement.rules)
        return self._refuse(judgement.status, environ, start_response)

    def inspect(self, environ: Environ) -> Judgement | None:
        """None lets the request pass; its body can then be read from the beginning."""
        if self._engine is None:
            return None
        try:
            return self._engine.judge(self._message(environ))
        except Refused as refusal:
            return Judgement(refusal.status, ())

    def _message(self, environ: Environ) -> Message:
        headers = [
            (name, value)
            for name, value in _headers(environ)
            if name not in ("Content-Type", "Content-Length")
        ]
        body = b""
        length = _length(environ)
        content_type = str(environ.get("CONTENT_TYPE") or "")
        declared(content_type)  # its signs would count for the query and the editor's forms too
        if length and not environ.get("PATH_INFO", "").startswith(HEAD_ONLY):
            stream = _rewindable(environ, length)
            kind, body = shown(content_type, stream, length)
            stream.seek(0)
            headers += [("Content-Type", kind), ("Content-Length", str(len(body)))]
        elif environ.get("REQUEST_METHOD") not in ("GET", "HEAD"):
            headers.append(("Content-Length", "0"))
        return Message(
            str(environ.get("REMOTE_ADDR") or "127.0.0.1"),
            str(environ.get("REQUEST_METHOD", "GET")),
            _uri(environ),
            str(environ.get("SERVER_PROTOCOL", "HTTP/1.1")).partition("/")[2] or "1.1",
            tuple(headers),
            body,
        )

    def _refuse(self, status: int, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path, accepted = environ.get("PATH_INFO", ""), environ.get("HTTP_ACCEPT_LANGUAGE", "")
        line, language, body = page(self._data, status, str(path), str(accepted))
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Language", language),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("Legation-Route", "firewall"),
        ]
        start_response(line, headers)
        return [b"" if environ.get("REQUEST_METHOD") == "HEAD" else body]

    def _say(self, state: dict[str, object]) -> None:
        content = json.dumps({**state, "at": int(time.time())}).encode()
        try:
            write_atomically(status_file(self._data), content)
        except OSError as error:
            log.warning("the firewall's state cannot be written: %s", error)


def _places(data: Path | None, crs: Path | None) -> tuple[Path, Path]:
    if data is None or crs is None:
        from django.conf import settings  # noqa: PLC0415  # only where nobody names the places

        data, crs = data or settings.LEGATION_DATA, crs or settings.LEGATION_CRS
    return data, crs


def _length(environ: Environ) -> int:
    text = str(environ.get("CONTENT_LENGTH") or "0")
    if not text.isdecimal():
        raise Refused(400)
    if int(text) > MOST_BYTES:
        raise Refused(413)
    return int(text)


def _rewindable(environ: Environ, length: int) -> IO[bytes]:
    """The body where it can be read again; the edge hands it over like that already."""
    stream: IO[bytes] = environ["wsgi.input"]
    if hasattr(stream, "seek"):
        return stream
    kept = tempfile.SpooledTemporaryFile(max_size=8 * CHUNK)  # noqa: SIM115  # lives as long as the request
    left = length
    while left and (chunk := stream.read(min(left, CHUNK))):
        kept.write(chunk)
        left -= len(chunk)
    kept.seek(0)
    environ["wsgi.input"] = kept
    return kept


def _uri(environ: Environ) -> str:
    path = quote(str(environ.get("PATH_INFO") or "/").encode("latin-1", "replace"), safe=PATH_SAFE)
    query = quote(
        str(environ.get("QUERY_STRING") or "").encode("latin-1", "replace"), safe=PATH_SAFE + "%?/[]"
    )
    return f"{path}?{query}" if query else path


def _headers(environ: Environ) -> Iterable[tuple[str, str]]:
    for key, value in environ.items():
        if key.startswith("HTTP_"):
            name = "-".join(part.capitalize() for part in key[5:].split("_"))
            yield name, str(value).encode("latin-1", "replace").decode("utf-8", "replace")
