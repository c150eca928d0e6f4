"""Records that the log holds and the database does not: deleted, rolled back, or lost in a restore."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection
from django.db.models import F, Max, Q, Window
from django.db.models.functions import Lag

from legation.kernel.keys import BrokenSeal
from legation.ledger.faults import Fault, Kind, records
from legation.ledger.models import LedgerRecord
from legation.ledger.services import SALT_BYTES, salted
from legation.ledger.tiles import Tiles

RESTORED = "ledger.restored"
Range = tuple[int, int]


class _Gap(NamedTuple):
    """Places without a row, and how many numbers of rows are unused where they should be."""

    first: int
    last: int
    unused: int


class Restores:
    """What signed entries say of honest restores."""

    def __init__(self, log: Tiles) -> None:
        self._lost: list[Range] = []
        self._ended: dict[tuple[int, str], int | None] = {}
        for row in LedgerRecord.objects.filter(action=RESTORED).order_by("id"):
            detail = _genuine(log, row)
            for text in detail.get("lost", []):
                first, _, last = text.partition("-")
                self._lost.append((int(first), int(last)))
            for text in detail.get("ended", []):
                size, _, root = text.partition(":")
                self._ended[int(size), root] = row.index

    def names_head(self, size: int, root: bytes) -> bool:
        """Whether a restore admitted that this head is not continued."""
        return (size, root.hex()) in self._ended

    def ended_within(self, size: int) -> int | None:
        """The restore's own record, where it admitted to have lost the log up to this size and beyond."""
        found = [index for (known, _), index in self._ended.items() if index is not None and known >= size]
        return min((index for index in found if index < size), default=None)

    @property
    def lost(self) -> list[Range]:
        """The ranges that restores lost, in order, none touching another."""
        merged: list[Range] = []
        for first, last in sorted(self._lost):
            if merged and first <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(merged[-1][1], last))
            else:
                merged.append((first, last))
        return merged

    def without(self, gap: _Gap) -> Iterator[_Gap]:
        """The parts of a gap that no entry explains."""
        start, end = gap.first, gap.last
        for first, last in self.lost:
            if last < start or first > end:
                continue
            if first > start:
                yield _Gap(start, first - 1, gap.unused)
            start = max(start, last + 1)
        if start <= end:
            yield _Gap(start, end, gap.unused)


def gaps(log: Tiles, size: int, restores: Restores) -> Iterator[Fault]:
    """Records among the first `size` that are missing and that no restore names. Counts first, which takes
    milliseconds for a million rows; where they are missing is looked for only when the number is wrong."""
    rows = LedgerRecord.objects.filter(index__gte=0, index__lt=size)
    back = sum(rows.filter(index__range=lost).count() for lost in restores.lost)
    if rows.count() - back + sum(last - first + 1 for first, last in restores.lost) == size:
        return
    for gap in _found(log, size):
        for part in restores.without(gap):
            yield _named(part)


def _found(log: Tiles, size: int) -> Iterator[_Gap]:
    steps = LedgerRecord.objects.filter(index__gte=0, index__lt=size).annotate(
        before=Window(Lag("index"), order_by="index"), before_id=Window(Lag("id"), order_by="index")
    )
    breaks = steps.filter(Q(before=None, index__gt=0) | Q(index__gt=F("before") + 1))
    for index, pk, before, before_id in breaks.order_by("index").values_list(
        "index", "id", "before", "before_id"
    ):
        yield _Gap(0 if before is None else before + 1, (index or 0) - 1, pk - (before_id or 0) - 1)
    end = LedgerRecord.objects.filter(index__lt=size).aggregate(index=Max("index"), id=Max("id"))
    first = 0 if end["index"] is None else end["index"] + 1
    waiting = {
        bytes(row) for row in LedgerRecord.objects.filter(index=None).values_list("commitment", flat=True)
    }
    while first < size and waiting and next(log.entries(first, first + 1)) in waiting:
        first += 1  # in the tree, but not marked yet: a crash came between
    if first < size:
        yield _Gap(first, size - 1, _last_number() - (end["id"] or 0))


def _named(gap: _Gap) -> Fault:
    """Deleting a row leaves its number unused; an older copy of the database gives it out again."""
    missing = f"{records(gap.first, gap.last)} in the log, but not in the database:"
    if gap.unused < gap.last - gap.first + 1:
        why = "the database was put back to an older copy, and no restore says so."
        return Fault(Kind.ROLLED_BACK, f"{missing} {why}", gap.first, gap.last)
    return Fault(Kind.DELETED, f"{missing} deleted.", gap.first, gap.last)


def _last_number() -> int:
    """The last number that the database gave to a row of the ledger, deleted ones too."""
    table = LedgerRecord._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        else:
            cursor.execute(
                "SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, 'id')::regclass)", [table]
            )
        row = cursor.fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def _genuine(log: Tiles, row: LedgerRecord) -> dict[str, list[str]]:
    """The detail of a restored entry that was sealed here and stands in the log, or will in a second."""
    try:
        content = salted(row)
        if row.index is not None and next(log.entries(row.index, row.index + 1)) != bytes(row.commitment):
            return {}
    except (BrokenSeal, OSError, StopIteration):
        return {}
    detail: dict[str, list[str]] = json.loads(content[SALT_BYTES:])["detail"]
    return detail
