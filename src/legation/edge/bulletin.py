"""How the application tells every edge worker, within a second, what changed.

One append-only file in the data folder; each worker reads what is new before it answers from its
cache. An update leaves the old copy as a reserve for when the application is down; a withdrawal
removes it everywhere.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path


class Change(StrEnum):
    """What happened to everything that carries a tag."""

    UPDATE = "update"
    WITHDRAW = "withdraw"


def bulletin_file(data: Path) -> Path:
    """Where the bulletin of this data folder lies."""
    return data / "edge" / "bulletin.jsonl"


def announce(data: Path, change: Change, tags: Iterable[str]) -> None:
    """Append one change; durable and visible to every worker when this returns."""
    line = json.dumps({"change": change, "tags": sorted(set(tags))}) + "\n"
    path = bulletin_file(data)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        os.write(handle, line.encode())
        os.fsync(handle)
    finally:
        os.close(handle)
