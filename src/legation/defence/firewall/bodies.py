"""What of a body the engine sees: names, values, file names and types; never the bytes of a file.

Free text of people (fields whose name begins with `words-`) and secrets are left out: the text is
stored inert and shown escaped, so that one may write about `<script>` to the Minister.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO
from urllib.parse import unquote_plus

import multipart

BOUNDARY = "legation-firewall"
MOST_TEXT = 3 * 1024 * 1024
MOST_BYTES = 128 * 1024 * 1024
MOST_FIELDS = 2000
MOST_FILES = 50
CHUNK = 64 * 1024
NOT_INSPECTED = ("words-", "password", "oldpassword", "csrfmiddlewaretoken", "form_token")
FORM, MULTIPART, JSON = "application/x-www-form-urlencoded", "multipart/form-data", "application/json"


class Refused(Exception):
    """The body cannot be inspected, so it is not let in; `status` tells why."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


def shown(content_type: str, stream: IO[bytes], length: int) -> tuple[str, bytes]:
    """Content type and body for the engine; the stream is read to its end. Raises Refused."""
    kind, options = multipart.parse_options_header(content_type)
    if kind == MULTIPART:
        if length > MOST_BYTES:
            raise Refused(413)
        body = _multipart(stream, str(options.get("boundary", "")), length)
        return f"{MULTIPART}; boundary={BOUNDARY}", body
    if length > MOST_TEXT:
        raise Refused(413)
    body = _read(stream, length)
    if kind == FORM:
        return FORM, _form(body)
    if kind == JSON:
        try:
            json.loads(body)
        except (ValueError, RecursionError) as error:
            raise Refused(400) from error
    return content_type, body


def is_inspected(name: str) -> bool:
    """Whether the value of a field is shown to the engine; its name always is."""
    return not name.startswith(NOT_INSPECTED)


def _read(stream: IO[bytes], length: int) -> bytes:
    body = stream.read(length)
    if len(body) != length:
        raise Refused(400)
    return body


def _form(body: bytes) -> bytes:
    pairs = body.split(b"&")
    if len(pairs) > MOST_FIELDS:
        raise Refused(400)
    kept = []
    for pair in pairs:
        name = pair.partition(b"=")[0]
        inspected = is_inspected(unquote_plus(name.decode("latin-1")))
        kept.append(pair if inspected else name + b"=")
    return b"&".join(kept)


def _multipart(stream: IO[bytes], boundary: str, length: int) -> bytes:
    """A body of the same parts; files are empty, and so is what is not inspected."""
    try:
        return b"".join(_parts(stream, boundary, length)) + f"--{BOUNDARY}--\r\n".encode()
    except (multipart.MultipartError, UnicodeError) as error:
        raise Refused(400) from error


def _parts(stream: IO[bytes], boundary: str, length: int) -> Iterator[bytes]:
    files, text, keep = 0, 0, False
    parser = multipart.PushMultipartParser(
        boundary, content_length=length, max_segment_count=MOST_FIELDS, strict=True
    )
    with parser:
        for event in parser.parse_blocking(stream.read, CHUNK):
            if isinstance(event, multipart.MultipartSegment):
                keep = event.filename is None and is_inspected(event.name or "")
                files += event.filename is not None
                if files > MOST_FILES or event.disposition != "form-data":
                    raise Refused(400)
                yield _head(event)
            elif event is None:
                yield b"\r\n"
            elif keep:
                text += len(event)
                if text > MOST_TEXT:
                    raise Refused(413)
                yield bytes(event).replace(f"--{BOUNDARY}".encode(), b"")


def _head(part: multipart.MultipartSegment) -> bytes:
    disposition = f'form-data; name="{_quoted(part.name or "")}"'
    if part.filename is None:
        return f"--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\n\r\n".encode()
    disposition += f'; filename="{_quoted(part.filename)}"'
    kind = _quoted(part.content_type or "application/octet-stream")
    return (f"--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\nContent-Type: {kind}\r\n\r\n").encode()


def _quoted(text: str) -> str:
    """As browsers write names: quotes and line ends as per cent codes."""
    plain = text.encode("utf-8", "replace").decode()
    return plain.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A").replace("\\", "%5C")
