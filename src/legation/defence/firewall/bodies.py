"""What of a body the engine sees: names, values, file names and types; never the bytes of a file.

Free text of people (fields whose name begins with `words-`) and secrets are left out: the text is
stored inert and shown escaped, so that one may write about `<script>` to the Minister.

A body that the application could read in another way than we do is refused: then the engine would
judge one text and the application take another.
"""

from __future__ import annotations

import json
import re
import unicodedata
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
# What we signed, or find by its hash alone: random signs, of which one in 1,500 looked like an attack.
OURS = frozenset({"submission", "enclosed", "proof_of_work"})
NOT_INSPECTED = ("words-", "password", "oldpassword", "csrfmiddlewaretoken", "form_token")
# Not shown at all, when they are written just so: fields whose value is not shown either, and answers that
# our own forms offer. No rule looks for these words, and the engine takes as long for each as for any other.
LEFT_OUT = frozenset(
    [f"{name}=".encode() for name in (*OURS, *NOT_INSPECTED[1:], "words-letter", "words-question", "website")]
    + [b"statement=on", b"unsafe=on", b"step=send", b"step=check", b"step=change", b"step=attach"]
    + [b"matter=question", b"matter=suggestion", b"matter=complaint", b"matter=consular"]
)
# Nor what is all that such a field may hold: two letters, a name of an office as in addresses, a plain e-mail
# address. There is no sign in them from which an attack could be made.
PLAIN = re.compile(
    rb"country=[A-Z]{2}|office=[a-z]{1,20}(-[a-z]{1,20}){0,3}|email=\w{1,40}([.-]\w{1,40}){0,3}%40\w{1,40}([.-]\w{1,40}){1,4}"
)
LONGEST_NAME = 400  # signs, as they are sent
FORM, MULTIPART, JSON = "application/x-www-form-urlencoded", "multipart/form-data", "application/json"
KIND = re.compile(r"([\w.+-]+/[\w.+-]+)?", re.ASCII)
# Nothing else is read of a content type: no other signs than UTF-8, no boundary that is written twice.
PARAMETERS = re.compile(
    r"""(;[ ]*charset="?utf-8"?)?  (;[ ]*boundary=("?)(?P<boundary>[\w.+-]{0,69}[A-Za-z0-9])\3)?  ;?""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
DISPOSITION = re.compile(r'form-data; name="(?P<name>[^"\\\r\n]*)"(; filename="(?P<file>[^"\\\r\n]*)")?')
PART_HEADERS = {"Content-Disposition", "Content-Type"}


class Refused(Exception):
    """The body cannot be inspected, so it is not let in; `status` tells why."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


def declared(content_type: str) -> tuple[str, str]:
    """The kind of a body, in small letters, and its boundary. Raises Refused for what could be read in
    two ways or is in other signs than UTF-8."""
    kind, _, _ = content_type.partition(";")
    parameters = PARAMETERS.fullmatch(content_type[len(kind) :].strip())
    kind = kind.strip().lower()
    if parameters is None or not KIND.fullmatch(kind):
        raise Refused(400)
    boundary = parameters["boundary"] or ""
    if bool(boundary) != (kind == MULTIPART):
        raise Refused(400)
    return kind, boundary


def shown(content_type: str, stream: IO[bytes], length: int) -> tuple[str, bytes]:
    """Content type and body for the engine; the stream is read to its end. Raises Refused."""
    kind, boundary = declared(content_type)
    if kind == MULTIPART:
        if length > MOST_BYTES:
            raise Refused(413)
        return f"{MULTIPART}; boundary={BOUNDARY}", _multipart(stream, boundary, length)
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
    return name not in OURS and not name.startswith(NOT_INSPECTED)


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
        shown = pair if is_inspected(unquote_plus(name.decode("latin-1"))) else name + b"="
        if shown not in LEFT_OUT and not PLAIN.fullmatch(shown) and not _is_foreign_name(shown):
            kept.append(shown)
    return b"&".join(kept)


def _is_foreign_name(pair: bytes) -> bool:
    """A person's name without one Latin letter, such as 林 測試: rules look for signs of ASCII."""
    name, _, value = pair.partition(b"=")
    if name != b"name" or len(value) > LONGEST_NAME:
        return False
    signs = unquote_plus(value.decode("latin-1"), errors="replace").replace(" ", "")
    return all(unicodedata.category(sign) == "Lo" and ord(sign) > 0xFF for sign in signs)


def _multipart(stream: IO[bytes], boundary: str, length: int) -> bytes:
    """A body of the same parts; files are empty, and so is what is not inspected."""
    try:
        return b"".join(_parts(stream, boundary, length)) + f"--{BOUNDARY}--\r\n".encode()
    except (multipart.MultipartError, UnicodeError) as error:
        raise Refused(400) from error


def _parts(stream: IO[bytes], boundary: str, length: int) -> Iterator[bytes]:
    files, segments, text, keep = 0, 0, 0, False
    parser = multipart.PushMultipartParser(
        boundary, content_length=length, max_segment_count=MOST_FIELDS, strict=True
    )
    marks = _Marks(stream, f"--{boundary}".encode())
    with parser:
        for event in parser.parse_blocking(marks.read, CHUNK):
            if isinstance(event, multipart.MultipartSegment):
                name, file = _named(event)
                keep = not file and is_inspected(name)
                segments += 1
                files += bool(file)
                if files > MOST_FILES:
                    raise Refused(400)
                yield _head(event)
            elif event is None:
                yield b"\r\n"
            elif keep:
                text += len(event)
                if text > MOST_TEXT:
                    raise Refused(413)
                yield bytes(event).replace(f"--{BOUNDARY}".encode(), b"")
    if not marks.are_plain(segments):
        raise Refused(400)


def _named(part: multipart.MultipartSegment) -> tuple[str, str]:
    """Name and file name of a part as browsers write them; an empty file name makes a plain field.
    Raises Refused for anything else: other headers can encode the text, other forms name it twice."""
    names = [name for name, _ in part.headerlist]
    given = dict(part.headerlist)
    found = DISPOSITION.fullmatch(given.get("Content-Disposition", ""))
    if found is None or len(set(names)) != len(names) or not PART_HEADERS.issuperset(names):
        raise Refused(400)
    return found["name"], found["file"] or ""


class _Marks:
    """Reads a stream and watches its boundaries: Django takes one for the end of a part wherever it
    stands, and what stands before the first and after the last for parts."""

    def __init__(self, stream: IO[bytes], mark: bytes) -> None:
        self._stream, self._mark = stream, mark
        self._rest, self._count, self._begins = b"", 0, False

    def read(self, size: int) -> bytes:
        """The next piece of the stream."""
        piece = self._stream.read(size)
        window, end = self._rest + piece, 0
        if not self._count and not self._rest:
            self._begins = window.startswith(self._mark)
        while (place := window.find(self._mark, end)) >= 0:
            self._count, end = self._count + 1, place + len(self._mark)
        self._rest = window[max(end, len(window) - len(self._mark) - len("--\r\n")) :]
        return piece

    def are_plain(self, parts: int) -> bool:
        """Whether there is one boundary before each part, one at the end, and nothing around them."""
        return self._begins and self._count == parts + 1 and self._rest in (b"--", b"--\r\n")


def _head(part: multipart.MultipartSegment) -> bytes:
    disposition = f'form-data; name="{_quoted(part.name or "")}"'
    if not part.filename:
        return f"--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\n\r\n".encode()
    disposition += f'; filename="{_quoted(part.filename)}"'
    kind = _quoted(part.content_type or "application/octet-stream")
    return (f"--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\nContent-Type: {kind}\r\n\r\n").encode()


def _quoted(text: str) -> str:
    """As browsers write names: quotes and line ends as per cent codes."""
    plain = text.encode("utf-8", "replace").decode()
    return plain.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A").replace("\\", "%5C")
