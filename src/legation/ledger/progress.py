"""How far the record was verified: kept beside the log, under a mark that only this installation makes."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hmac
import json
from pathlib import Path

from django.conf import settings

from legation.kernel import clock
from legation.kernel.files import write_atomically
from legation.kernel.keys import master_key
from legation.ledger import batches

PURPOSE = "ledger progress"


@dataclasses.dataclass(frozen=True)
class Progress:
    """The first `size` records were whole under this root; `cursor` is where the next look at the older
    ones begins; `whole_at` is when the last round over all of them ended, None before the first."""

    size: int = 0
    root: bytes = b""
    cursor: int = 0
    whole_at: dt.datetime | None = None


def load() -> Progress:
    """What was verified. One that was changed from outside counts for nothing."""
    try:
        mark, _, text = _file().read_text().partition("\n")
        if not hmac.compare_digest(mark, _mark(text)):
            return Progress()
        found = json.loads(text)
        whole_at = dt.datetime.fromisoformat(found["whole_at"]) if found["whole_at"] else None
        return Progress(found["size"], bytes.fromhex(found["root"]), found["cursor"], whole_at)
    except (OSError, ValueError, KeyError):
        return Progress()


def moved(before: Progress, size: int, root: bytes, cursor: int, *, whole: bool) -> Progress:
    """Note that the records were whole up to `size`, and the older ones up to `cursor`."""
    now = Progress(size, root, 0 if whole else cursor, clock.now() if whole else before.whole_at)
    text = json.dumps(
        {
            "size": now.size,
            "root": now.root.hex(),
            "cursor": now.cursor,
            "whole_at": now.whole_at.isoformat() if now.whole_at else "",
        }
    )
    write_atomically(_file(), f"{_mark(text)}\n{text}".encode())
    return now


def _mark(text: str) -> str:
    return master_key(settings.LEGATION_MASTER_KEY_FILE).keyed_hash(PURPOSE, text).hex()


def _file() -> Path:
    return batches.folder() / "verified"
