"""Whether the record is whole: every row against its commitment, the tree and the signed head."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator

from legation.kernel.errors import LegationError
from legation.kernel.keys import BrokenSeal
from legation.ledger import batches, merkle
from legation.ledger.checkpoint import parse
from legation.ledger.merkle import HASH_BYTES
from legation.ledger.models import LedgerRecord
from legation.ledger.services import SALT_BYTES, salted
from legation.ledger.tiles import WIDTH, Tiles

NAMED = 20


def verify() -> list[str]:
    """What is wrong, one sentence each, the first twenty by name; empty when the record is whole."""
    log = batches.tiles()
    problems = [*_tree(log), *_rows(log)]
    if len(problems) > NAMED:
        problems = [*problems[:NAMED], f"{len(problems) - NAMED} further problems."]
    return problems


def continues(note: str) -> bool:
    """Whether the log of today continues the log of an earlier signed checkpoint.

    Raises BadCheckpoint for a note that this log did not sign.
    """
    old, now, log = parse(note), batches.head(), batches.tiles()
    if old.size == 0:
        return True
    if old.size > now.size:
        return False
    try:
        proof = merkle.consistency_proof(log.node, old.size, now.size)
    except LookupError:
        return False
    return merkle.verify_consistency(old.size, now.size, proof, old.root, now.root)


def _tree(log: Tiles) -> Iterator[str]:
    """The files against the signed head and against each other."""
    try:
        head = batches.head()
    except LegationError as error:
        yield str(error.sentence)
        return
    size = log.size
    if size < head.size:
        yield f"The log was truncated: it holds {size} entries, its signed head {head.size}."
        return
    try:
        if log.root(head.size) != head.root:
            yield f"The log was changed: its root over {head.size} entries is not the signed one."
        for start in range(0, size, WIDTH):
            width = min(WIDTH, size - start)
            hashes = log.tile(0, start // WIDTH, width)
            for place, entry in enumerate(log.entries(start, start + width)):
                if merkle.leaf_hash(entry) != hashes[place * HASH_BYTES : (place + 1) * HASH_BYTES]:
                    yield f"Entry {start + place} of the log was changed."
    except LegationError as error:
        yield str(error.sentence)
    except LookupError as error:
        yield f"The log was truncated: its tile {error.args[0]} is missing or too short."


def _rows(log: Tiles) -> Iterator[str]:
    """The rows against their seals and their places in the log."""
    size, seen, explained = log.size, 0, _Ranges()
    gaps: list[tuple[int, int]] = []
    entries = _entries(log, size)
    position = 0
    rows = LedgerRecord.objects.exclude(index=None).order_by("index").prefetch_related("mentions")
    for row in rows.iterator(chunk_size=1000):
        index = row.index or 0
        problem = _row(row)
        if problem:
            yield problem
        if index >= size:
            yield f"{_name(row)} is in the database, but the log ends before it: the log was truncated."
            continue
        if index > seen:
            gaps.append((seen, index - 1))
        seen = index + 1
        entry = None
        while position <= index:
            entry, position = next(entries, None), position + 1
        if entry != bytes(row.commitment):
            yield f"{_name(row)} is not what the log holds at its place: it was changed or moved."
        elif row.action == batches.RESTORED and not problem:
            explained.add(row)
    if seen < size:
        gaps.append((seen, size - 1))
    for row in LedgerRecord.objects.filter(index=None).prefetch_related("mentions").iterator(chunk_size=1000):
        if problem := _row(row):
            yield problem
    yield from _gaps(gaps, explained, size)


def _entries(log: Tiles, size: int) -> Iterator[bytes]:
    try:
        yield from log.entries(0, size)
    except (LegationError, OSError):  # `_tree` names it
        return


def _row(row: LedgerRecord) -> str:
    """What is wrong with the row itself, or an empty text."""
    try:
        content = salted(row)
    except BrokenSeal:
        return f"{_name(row)} was changed: its seal is broken."
    if hashlib.sha256(content).digest() != bytes(row.commitment):
        return f"{_name(row)} was changed: it does not match its commitment."
    told = json.loads(content[SALT_BYTES:])
    people = {*told["about"], *([told["actor"]] if told["actor"] else [])}
    if told["action"] != row.action or told["at"] != row.at.isoformat():
        return f"{_name(row)} was changed: its action or time is not the recorded one."
    if people != {str(mention.subject_id) for mention in row.mentions.all()}:
        return f"{_name(row)} was changed: the persons it mentions are not the recorded ones."
    return ""


def _gaps(gaps: Iterable[tuple[int, int]], explained: _Ranges, size: int) -> Iterator[str]:
    for gap in gaps:
        for first, last in explained.without(gap):
            which = f"Record {first} is" if first == last else f"Records {first} to {last} are"
            why = (
                "deleted, or the database was rolled back to an older copy"
                if last == size - 1
                else "deleted, or lost in a restore that nobody recorded"
            )
            yield f"{which} in the log, but not in the database: {why}."


def _name(row: LedgerRecord) -> str:
    place = f"Record {row.index}" if row.index is not None else f"Row {row.pk}, not yet in the log,"
    return f"{place} ({row.action}, {row.at:%Y-%m-%d %H:%M})"


class _Ranges:
    """Index ranges that signed restored entries name as lost."""

    def __init__(self) -> None:
        self._found: list[tuple[int, int]] = []

    def add(self, row: LedgerRecord) -> None:
        for text in json.loads(salted(row)[SALT_BYTES:])["detail"]["lost"]:
            first, _, last = text.partition("-")
            self._found.append((int(first), int(last)))

    def without(self, gap: tuple[int, int]) -> Iterator[tuple[int, int]]:
        """The parts of a gap that no entry explains."""
        start, end = gap
        for first, last in sorted(self._found):
            if last < start or first > end:
                continue
            if first > start:
                yield start, first - 1
            start = max(start, last + 1)
        if start <= end:
            yield start, end
