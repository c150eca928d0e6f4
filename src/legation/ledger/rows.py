"""Rows of the database against their seals and their places in the log, over any range of places."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, QuerySet

from legation.kernel.errors import LegationError
from legation.kernel.keys import BrokenSeal, unseal
from legation.ledger.faults import Fault, Kind
from legation.ledger.models import LedgerMention, LedgerRecord
from legation.ledger.services import PURPOSE, SALT_BYTES, sealing_key
from legation.ledger.tiles import Tiles

CHUNK = 1000  # rows read at once; below the number of parameters that any database takes


class _Row(NamedTuple):
    pk: int
    action: str
    at: dt.datetime
    detail: bytes
    commitment: bytes
    place: int | None

    @property
    def name(self) -> str:
        where = f"Record {self.place}" if self.place is not None else f"Row {self.pk}, not yet in the log,"
        return f"{where} ({self.action}, {self.at:%Y-%m-%d %H:%M})"


def placed(log: Tiles, size: int, start: int, end: int) -> Iterator[Fault]:
    """What is wrong with the rows whose places are from `start` up to, not including, `end`, beside the
    first `size` entries of the log.

    Rows that are missing are `gaps`' concern. Memory stays flat whatever the range.
    """
    entries, displaced = _Entries(log, start, size), []
    for row, broken in _looked_at(LedgerRecord.objects.filter(index__gte=start, index__lt=end)):
        assert row.place is not None
        if row.place >= size:
            if row.place >= log.size:  # else it came into the log while we looked, and waits its turn
                yield _beyond(row, broken)
            continue
        if row.commitment != entries.at(row.place):
            displaced.append((row, broken))
        elif broken:
            yield Fault(Kind.EDITED, f"{row.name} was edited: {broken}", row.place, row.place)
    if displaced:
        yield from _displaced(log, size, displaced)
    yield from _copies(start, end)


def unplaced() -> Iterator[Fault]:
    """What is wrong with the rows that have no place yet; a whole one gets its place within a second."""
    for row, broken in _looked_at(LedgerRecord.objects.filter(index=None)):
        if broken:
            why = f"{row.name} was inserted, or edited before it came into the log: {broken}"
            yield Fault(Kind.INSERTED, why)


def sealed_here(row: LedgerRecord) -> bool:
    """Whether `record` made the row: its seal is whole and its commitment is of what is in it."""
    try:
        content = unseal(sealing_key(), bytes(row.detail), PURPOSE)
    except BrokenSeal:
        return False
    return hashlib.sha256(content).digest() == bytes(row.commitment)


def _looked_at(rows: QuerySet[LedgerRecord]) -> Iterator[tuple[_Row, str]]:
    """Each row in the order of places, and why it is not as it was recorded, or an empty text."""
    key, after = sealing_key(), (-1, -1)
    rows = rows.order_by("index", "id")
    while True:
        later = rows.filter(index__gt=after[0]) if after[0] >= 0 else rows.filter(id__gt=after[1])
        fields = later.values_list("id", "action", "at", "detail", "commitment", "index")[:CHUNK]
        found = [
            _Row(pk, action, at, bytes(detail), bytes(commitment), place)
            for pk, action, at, detail, commitment, place in fields
        ]
        people: dict[int, set[str]] = defaultdict(set)
        mentions = LedgerMention.objects.filter(record_id__in=[row.pk for row in found])
        for record_id, subject in mentions.values_list("record_id", "subject_id"):
            people[record_id].add(str(subject))
        for row in found:
            yield row, _broken(key, row, people[row.pk])
        if len(found) < CHUNK:
            return
        last = found[-1]
        after = (-1, last.pk) if last.place is None else (last.place, -1)


def _broken(key: bytes, row: _Row, people: set[str]) -> str:
    try:
        content = unseal(key, row.detail, PURPOSE)
    except BrokenSeal:
        return "its seal is broken."
    if hashlib.sha256(content).digest() != row.commitment:
        return "it does not match its commitment."
    told = json.loads(content[SALT_BYTES:])
    if told["action"] != row.action or told["at"] != row.at.isoformat():
        return "its action or time is not the recorded one."
    if people != {*told["about"], *([told["actor"]] if told["actor"] else [])}:
        return "the persons it mentions are not the recorded ones."
    return ""


class _Entries:
    """The log read along once, in the order in which it is asked for."""

    def __init__(self, log: Tiles, start: int, size: int) -> None:
        self._entries, self._next = log.entries(start, size), start

    def at(self, index: int) -> bytes | None:
        """The entry; None where the log cannot be read, which the look at its files names."""
        entry = None
        try:
            while self._next <= index:
                entry, self._next = next(self._entries), self._next + 1
        except (StopIteration, LegationError, OSError):
            return None
        return entry


def _beyond(row: _Row, broken: str) -> Fault:
    """A row whose place lies after the end of the log: a forged one, unless the log was cut."""
    if broken:
        return Fault(Kind.INSERTED, f"{row.name} was inserted: {broken}", row.place, row.place)
    why = f"{row.name} is in the database, but the log ends before it: the log was truncated."
    return Fault(Kind.LOG_TRUNCATED, why, row.place, row.place)


def _displaced(log: Tiles, size: int, rows: list[tuple[_Row, str]]) -> Iterator[Fault]:
    """Rows that are not what the log holds at their place: those found elsewhere in it were moved."""
    wanted = {row.commitment for row, _ in rows}
    homes: dict[bytes, int] = {}
    try:
        for index, entry in enumerate(log.entries(0, size)):
            if entry in wanted:
                homes.setdefault(entry, index)
    except (LegationError, OSError):
        pass  # the look at the log's files names it
    for row, broken in rows:
        home = homes.get(row.commitment)
        if broken and home is None:
            fault = Kind.EDITED, f"was edited or replaced: {broken}"
        elif home is None:
            fault = Kind.INSERTED, "was inserted: the log holds another record at its place."
        else:
            fault = Kind.MOVED, f"was moved: the log holds it as record {home}."
        yield Fault(fault[0], f"{row.name} {fault[1]}", row.place, row.place)


def _copies(start: int, end: int) -> Iterator[Fault]:
    """Genuine records that were inserted a second time: a copy keeps its time, which has an index."""
    earlier = LedgerRecord.objects.filter(
        at=OuterRef("at"), commitment=OuterRef("commitment"), id__lt=OuterRef("id")
    )
    copies = LedgerRecord.objects.filter(Exists(earlier), index__gte=start, index__lt=end)
    first = earlier.values("index")[:1]
    for index, of in copies.annotate(of=first).values_list(F("index"), "of"):
        yield Fault(Kind.INSERTED, f"Record {index} was inserted: it is a copy of record {of}.", index, index)
