"""The tree outside the database: append-only files in the layout of C2SP tlog-tiles.

`tile/<level>/<N>` holds up to 256 hashes, `tile/entries/<N>` up to 256 entries, each behind its
length as a 16-bit number. A file only ever grows; its beginning of W hashes is the partial tile W.
Entries are written and synchronised first: whatever a crash cut off is made again from them.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from legation.kernel.errors import LegationError
from legation.ledger import merkle

WIDTH = 256
HEIGHT = 8
ENTRY_BYTES = 32
RECORD_BYTES = 2 + ENTRY_BYTES


def tile_path(number: int) -> str:
    """The number in groups of three digits: 1234067 is `x001/x234/067`."""
    groups = [f"{number % 1000:03}"]
    while number := number // 1000:
        groups.insert(0, f"x{number % 1000:03}")
    return "/".join(groups)


def node_of(tile: Callable[[int, int, int], bytes]) -> merkle.Node:
    """A tree by its tiles, wherever they lie: `tile(level, number, width)`."""

    def node(level: int, index: int) -> bytes:
        tier, above = divmod(level, HEIGHT)
        count, first = 1 << above, index << above
        content = tile(tier, first // WIDTH, first % WIDTH + count)
        hashes = content[first % WIDTH * merkle.HASH_BYTES :]
        step = merkle.HASH_BYTES
        return merkle.perfect([hashes[place : place + step] for place in range(0, count * step, step)])

    return node


class Tiles:
    """The log's tiles in a folder such as `DATA/ledger`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One writer at a time, among all processes of the machine."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @property
    def size(self) -> int:
        """How many entries the log has."""
        if not self._file("entries", 0).exists():
            return 0
        low, high = 0, 1
        while self._file("entries", high).exists():
            low, high = high, high * 2
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._file("entries", middle).exists() else (low, middle)
        return low * WIDTH + self._file("entries", low).stat().st_size // RECORD_BYTES

    def append(self, entries: Sequence[bytes]) -> int:
        """Add entries of 32 bytes, durable when this returns; returns the index of the first.

        Call within `locked`.
        """
        start = self.size
        for number, part in _by_tile(start, entries):
            framed = b"".join(len(entry).to_bytes(2, "big") + entry for entry in part)
            self._extend(
                "entries", number, (start % WIDTH if number == start // WIDTH else 0), framed, RECORD_BYTES
            )
        self._complete(start + len(entries))
        return start

    def entries(self, start: int, end: int) -> Iterator[bytes]:
        """The entries of a range, in order. Raises LegationError where one is malformed."""
        number = start // WIDTH
        while number * WIDTH < end:
            content = self._file("entries", number).read_bytes()
            first = number * WIDTH
            for place in range(max(start - first, 0), min(end - first, WIDTH)):
                framed = content[place * RECORD_BYTES : (place + 1) * RECORD_BYTES]
                if len(framed) != RECORD_BYTES or framed[:2] != ENTRY_BYTES.to_bytes(2, "big"):
                    raise LegationError(f"Entry {first + place} of the log is malformed.")
                yield framed[2:]
            number += 1

    def tile(self, level: int, number: int, width: int = WIDTH) -> bytes:
        """The first `width` hashes of a tile. Raises LookupError when there are not that many."""
        return self._read(str(level), number, width * merkle.HASH_BYTES)

    def bundle(self, number: int, width: int = WIDTH) -> bytes:
        """The first `width` entries of a bundle, as they are published. Raises LookupError likewise."""
        return self._read("entries", number, width * RECORD_BYTES)

    def node(self, level: int, index: int) -> bytes:
        """For `merkle`. Raises LookupError beyond what is there."""
        return node_of(self.tile)(level, index)

    def root(self, size: int) -> bytes:
        """The root of the tree of the first `size` entries."""
        return merkle.root(self.node, size)

    def repair(self) -> None:
        """After a crash: make missing hashes again from the entries. Call within `locked`."""
        self._complete(self.size)

    def _complete(self, size: int) -> None:
        """Bring the hashes up to `size` entries."""
        level, count = 0, size
        while count:
            have = self._count(level, count)
            if have < count:
                new = (
                    [merkle.leaf_hash(entry) for entry in self.entries(have, count)]
                    if level == 0
                    else [self._root_of(level - 1, number) for number in range(have, count)]
                )
                for number, part in _by_tile(have, new):
                    offset = have % WIDTH if number == have // WIDTH else 0
                    self._extend(str(level), number, offset, b"".join(part), merkle.HASH_BYTES)
            level, count = level + 1, count // WIDTH

    def _count(self, level: int, wanted: int) -> int:
        """How many hashes of a level are there, found from the end, where they would be missing."""
        number = (wanted - 1) // WIDTH
        while number >= 0:
            file = self._file(str(level), number)
            if file.exists():
                return number * WIDTH + file.stat().st_size // merkle.HASH_BYTES
            number -= 1
        return 0

    def _root_of(self, level: int, number: int) -> bytes:
        content, step = self.tile(level, number), merkle.HASH_BYTES
        return merkle.perfect([content[place : place + step] for place in range(0, len(content), step)])

    def _extend(self, kind: str, number: int, offset: int, content: bytes, unit: int) -> None:
        """Write at `offset` units, over whatever a crash left half-written there."""
        path = self._file(kind, number)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o640)
        try:
            os.ftruncate(handle, offset * unit)
            os.pwrite(handle, content, offset * unit)
            os.fsync(handle)
        finally:
            os.close(handle)
        if offset == 0:
            _sync_folder(path.parent)

    def _read(self, kind: str, number: int, length: int) -> bytes:
        try:
            with self._file(kind, number).open("rb") as file:
                content = file.read(length)
        except OSError as error:
            raise LookupError(f"{kind}/{number}") from error
        if len(content) < length:
            raise LookupError(f"{kind}/{number}")
        return content

    def _file(self, kind: str, number: int) -> Path:
        return self.folder / "tile" / kind / tile_path(number)


def _by_tile(start: int, items: Sequence[bytes]) -> Iterator[tuple[int, Sequence[bytes]]]:
    """Cut what begins at index `start` at the borders of tiles."""
    place = 0
    while place < len(items):
        number, offset = divmod(start + place, WIDTH)
        part = items[place : place + WIDTH - offset]
        yield number, part
        place += len(part)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
