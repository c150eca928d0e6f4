"""How the application tells every edge worker, within a second, what changed.

One append-only file in the data folder; each worker reads what is new before it answers from its
cache. An update leaves the old copy as a reserve for when the application is down; a withdrawal
removes it everywhere. When the file has grown long it is replaced by a summary of itself under the
next generation number: who kept something under an earlier one treats all that the summary names as
changed since.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from threading import Lock

from legation.kernel.files import write_atomically

LONGEST = 4_000_000
EVERYTHING = "*"
Position = tuple[int, int]  # generation, bytes


class Change(StrEnum):
    """What happened to everything that carries a tag; the tag `*` is carried by all."""

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
    handle = _open_current(path)
    try:
        os.write(handle, line.encode())
        os.fsync(handle)
        long = os.fstat(handle).st_size > LONGEST
    finally:
        os.close(handle)
    if long:
        compact(data)


def compact(data: Path) -> None:
    """Replace the bulletin by its summary. No announcement is lost: writers hold the file shared."""
    path = bulletin_file(data)
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_ino != path.stat().st_ino:
            return  # somebody else did it meanwhile
        known = Bulletin(data)
        known.follow()
        summary = {
            "generation": known.position[0] + 1,
            "update": sorted(known.updated),
            "withdraw": sorted(known.withdrawn),
        }
        write_atomically(path, (json.dumps(summary) + "\n").encode(), mode=0o640)
    finally:
        os.close(handle)


def _open_current(path: Path) -> int:
    """Open the bulletin for appending, held shared so that it is not replaced meanwhile."""
    while True:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        fcntl.flock(handle, fcntl.LOCK_SH)
        try:
            if os.fstat(handle).st_ino == path.stat().st_ino:
                return handle
        except OSError:
            pass
        os.close(handle)


@dataclass
class Bulletin:
    """The reading side in one worker: where each tag was last changed."""

    data: Path
    position: Position = (0, 0)
    updated: dict[str, Position] = field(default_factory=dict)
    withdrawn: dict[str, Position] = field(default_factory=dict)
    version: int = 0  # grows with every change that was read
    withdrawals: int = 0
    _seen: tuple[int, int] = (0, 0)
    _handle: int = -1
    _rest: bytes = b""
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._path = str(bulletin_file(self.data))

    def follow(self) -> bool:
        """Read what is new; whether there was anything. Cheap when there was not."""
        try:
            status = os.stat(self._path)  # noqa: PTH116  # on the way of every answer
        except OSError:
            return False
        if (status.st_ino, status.st_size) == self._seen:
            return False
        with self._lock:
            self._read()
            if status.st_ino != self._seen[0]:
                self._switch()
                self._read()
        return True

    def stale_since(self, tags: Iterable[str], position: Position) -> bool:
        """Whether anything with one of the tags was updated after `position`."""
        return _after(self.updated, tags, position)

    def withdrawn_since(self, tags: Iterable[str], position: Position) -> bool:
        """Whether anything with one of the tags was withdrawn after `position`."""
        return _after(self.withdrawn, tags, position)

    def _switch(self) -> None:
        """Go over to the file that has taken the place of the one read so far."""
        if self._handle >= 0:
            os.close(self._handle)
        self._handle = os.open(self._path, os.O_RDONLY)
        self.position = (self.position[0], 0)
        self._rest = b""

    def _read(self) -> None:
        if self._handle < 0:
            return
        while chunk := os.pread(self._handle, 1 << 20, self.position[1] + len(self._rest)):
            *lines, self._rest = (self._rest + chunk).split(b"\n")
            for line in lines:
                self._take(line)
        found = os.fstat(self._handle)
        self._seen = (found.st_ino, found.st_size)

    def _take(self, line: bytes) -> None:
        """One line; a broken one changes nothing but the position."""
        end = self.position[1] + len(line) + 1
        try:
            entry = json.loads(line)
        except ValueError:
            entry = {}
        self.position = (int(entry.get("generation", self.position[0])), end)
        if "change" in entry:
            entry = {entry["change"]: entry["tags"]}
        self.updated.update(dict.fromkeys(entry.get("update", ()), self.position))
        self.withdrawn.update(dict.fromkeys(entry.get("withdraw", ()), self.position))
        self.version += 1
        self.withdrawals += bool(entry.get("withdraw"))


def _after(changes: dict[str, Position], tags: Iterable[str], position: Position) -> bool:
    return any(changes.get(tag, (-1, 0)) > position for tag in (*tags, EVERYTHING))
