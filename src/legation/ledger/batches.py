"""From rows to the tree: every second the new rows get their place, and the head is signed."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from legation.kernel.errors import LegationError
from legation.kernel.files import write_atomically
from legation.ledger import elsewhere
from legation.ledger.checkpoint import Checkpoint, origin, parse, signed
from legation.ledger.gaps import RESTORED, Restores
from legation.ledger.models import LedgerRecord
from legation.ledger.rows import sealed_here
from legation.ledger.services import Act, record
from legation.ledger.tiles import Tiles

LIMIT = 5000


def folder() -> Path:
    """Where the log lies, outside the database."""
    return Path(settings.LEGATION_DATA) / "ledger"


def tiles() -> Tiles:
    """The log of this installation."""
    return Tiles(folder())


def batch() -> int:
    """Give every row without a place its place, in the order of their ids; returns how many.

    The tree is written before the rows are marked: a crash between leaves entries that the next
    batch recognises by their commitment. A row that `record` did not make stays outside, for `verify` to
    name. Raises LegationError rather than continue a damaged log.
    """
    log, count, last = tiles(), 0, 0
    with log.locked():
        if LedgerRecord.objects.filter(index=None).exists():
            _refuse_damage(log)
        while found := list(LedgerRecord.objects.filter(index=None, id__gt=last).order_by("id")[:LIMIT]):
            last = found[-1].pk
            rows = _recognise(log, [row for row in found if sealed_here(row)])
            start = log.append([bytes(row.commitment) for row in rows]) if rows else 0
            _place(rows, start)
            count += len(rows)
        _sign(log)
    return count


def current() -> str:
    """The signed checkpoint as it is published."""
    try:
        return _checkpoint_file().read_text()
    except FileNotFoundError:
        return signed(Checkpoint(origin(), 0, tiles().root(0)))


def head() -> Checkpoint:
    """The checkpoint, its signature checked. Raises BadCheckpoint."""
    return parse(current())


def leads(log: Tiles, head: elsewhere.Known) -> bool:
    """Whether the log continues a head that was signed before. Call when no batch is half done."""
    try:
        return head.size == 0 or (head.size <= log.size and log.root(head.size) == head.root)
    except LookupError:
        return False


def missing_at_end() -> list[tuple[int, int]]:
    """The ranges (first, last) of the log that follow the last row of the database."""
    log = tiles()
    start, size = _next_index(), log.size
    return [(start, size - 1)] if start < size else []


def note_restored(snapshot: str, *, actor: uuid.UUID | None = None, operator: str = "") -> LedgerRecord:
    """After an honest restore: continue the log with a signed entry that names what was lost, and the
    heads known elsewhere that the log can no longer be led back to, since its files were lost too.
    `operator` is who says so at the command line, `actor` their account where there is one."""
    log = tiles()
    with log.locked():
        log.repair()
        _recognise(log, list(LedgerRecord.objects.filter(index=None).order_by("id")))
    lost = [f"{first}-{last}" for first, last in missing_at_end()]
    ended = [f"{known.size}:{known.root.hex()}" for known in elsewhere.known().heads if not leads(log, known)]
    said_by = {"operator": operator} if operator else {}
    row = record(
        Act(RESTORED, actor=actor, detail={"snapshot": snapshot, "lost": lost, "ended": ended, **said_by})
    )
    batch()
    return row


def _recognise(log: Tiles, rows: list[LedgerRecord]) -> list[LedgerRecord]:
    """Rows that are in the tree already, by a crash or in an older copy of the database, get the place
    that they have there; returns the others."""
    start, size = _next_index(), log.size
    if not rows or start >= size:
        return rows
    places = {entry: start + offset for offset, entry in enumerate(log.entries(start, size))}
    known = [row for row in rows if bytes(row.commitment) in places]
    for row in known:
        row.index = places[bytes(row.commitment)]
    LedgerRecord.objects.bulk_update(known, ["index"], batch_size=300)
    return [row for row in rows if row.index is None]


def _place(rows: list[LedgerRecord], start: int) -> None:
    for offset, row in enumerate(rows):
        row.index = start + offset
    with transaction.atomic():
        LedgerRecord.objects.bulk_update(rows, ["index"], batch_size=300)


def _refuse_damage(log: Tiles) -> None:
    """What is signed must still be there; a log that shrank or changed is not continued."""
    log.repair()
    known = head()
    if log.size < known.size or log.root(known.size) != known.root:
        raise LegationError("The log on disk is not the one that was signed; run `legation check`.")
    if _witness_agrees(log) is False:
        raise LegationError("The witness knows another head than the log on disk; run `legation check`.")


def _witness_agrees(log: Tiles) -> bool | None:
    """Whether the log continues what the witness knows, or a restore admits that it does not. None when
    the witness cannot be asked: the record goes on, and what it knows is not written over."""
    try:
        known = elsewhere.witness()
    except LegationError:
        return None
    return known is None or leads(log, known) or Restores(log).names_head(known.size, known.root)


def _sign(log: Tiles) -> None:
    """Sign the head if the log has grown since the last."""
    size = log.size
    if _checkpoint_file().exists() and head().size >= size:
        return
    log.repair()
    note = signed(Checkpoint(origin(), size, log.root(size)))
    write_atomically(_checkpoint_file(), note.encode())
    if _witness_agrees(log):
        elsewhere.remember(note)


def _next_index() -> int:
    last = LedgerRecord.objects.aggregate(last=Max("index"))["last"]
    return 0 if last is None else last + 1


def _checkpoint_file() -> Path:
    return folder() / "checkpoint"
