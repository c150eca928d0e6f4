"""Where the bytes of attachments lie, each sealed under the file's own key: the original as it came, a
harmless copy for reading, a small picture for looking at."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import IO

from django.conf import settings

from legation.kernel.files import replacing
from legation.kernel.streams import seal_stream, unseal_stream
from legation.questions.models import Attachment
from legation.web.uploads import nameless_file

HOUR = 3600


class Part(StrEnum):
    """What of a file; the value is the ending of its name in the vault."""

    ORIGINAL = ""
    COPY = ".copy"
    PREVIEW = ".preview"


def path_of(attachment: Attachment, part: Part = Part.ORIGINAL) -> Path:
    """Where the sealed bytes lie."""
    name = str(attachment.pk)
    return Path(settings.LEGATION_DATA) / "uploads" / name[:2] / f"{name}{part}"


def keep(attachment: Attachment, key: str, part: Part, source: IO[bytes]) -> None:
    """Seal what `source` holds, from its beginning, durable when this returns."""
    source.seek(0)
    with replacing(path_of(attachment, part), mode=0o600) as target:
        seal_stream(bytes.fromhex(key), source, target, _context(attachment, part))


def pieces(attachment: Attachment, key: str, part: Part) -> Iterator[bytes]:
    """The plain bytes, piece by piece. Raises FileNotFoundError, or BrokenSeal when they were changed."""
    with path_of(attachment, part).open("rb") as sealed:
        yield from unseal_stream(bytes.fromhex(key), sealed, _context(attachment, part))


def check(attachment: Attachment, key: str, part: Part) -> int:
    """Read through to the end, so that nothing of a broken file is given out; returns its size."""
    return sum(len(piece) for piece in pieces(attachment, key, part))


@contextmanager
def opened(attachment: Attachment, key: str, part: Part = Part.ORIGINAL) -> Iterator[IO[bytes]]:
    """The plain bytes in a file without a name, for the scanner and the workshop."""
    with nameless_file() as plain:
        for piece in pieces(attachment, key, part):
            plain.write(piece)
        plain.flush()
        plain.seek(0)
        yield plain


def remove(attachment: Attachment) -> None:
    """Remove every part; what is not there does not matter."""
    for part in Part:
        path_of(attachment, part).unlink(missing_ok=True)


def remove_lost() -> int:
    """Remove bytes that no row names, left by a crash between file and commit; returns how many."""
    removed = 0
    for path in (Path(settings.LEGATION_DATA) / "uploads").glob("??/*"):
        name = path.name.removeprefix(".").partition(".")[0]
        old = path.stat().st_mtime < time.time() - HOUR
        if old and _is_id(name) and not Attachment.objects.filter(pk=name).exists():
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def _context(attachment: Attachment, part: Part) -> str:
    """Binds the bytes to their place: neither another file's nor another part's can stand there."""
    return f"{attachment.pk}{part}"


def _is_id(name: str) -> bool:
    try:
        uuid.UUID(name)
    except ValueError:
        return False
    return True
