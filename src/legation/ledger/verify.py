"""Whether the record is whole: every row against its commitment, the tree and the signed head."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from legation.kernel.errors import LegationError
from legation.ledger import batches, progress
from legation.ledger.faults import Fault, Kind
from legation.ledger.gaps import Restores, gaps
from legation.ledger.merkle import HASH_BYTES, leaf_hash, perfect
from legation.ledger.rows import placed, unplaced
from legation.ledger.tiles import HEIGHT, WIDTH, Tiles

NAMED = 20
ENDLESS = 1 << 62  # beyond any place
NEWEST = 1000  # looked at by every part, whatever was verified before
SLICE = 50_000  # at least so many older records are looked at again by every part …
ROUND = 20  # … and so large a share that the whole was looked at after this many


def verify() -> list[Fault]:
    """What is wrong in the whole record, the first twenty by name; empty when it is whole.

    Reads everything: about half a minute for a million records. `verify_part` is for the schedule.
    """
    log = batches.tiles()
    size, missing = _size_and_gaps(log)
    found = chain(_tree(log, size, 0, size), placed(log, size, 0, ENDLESS), unplaced(), missing)
    return _first(found)


def verify_part() -> tuple[list[Fault], progress.Progress]:
    """The same for what is new since the last verified head, for the newest records, and for a slice of
    the older ones that moves on each time; that none is missing is counted over all. A slice with a fault
    is looked at again until it is whole. Returns the faults and how far the look has come."""
    log, known = batches.tiles(), progress.load()
    size, missing = _size_and_gaps(log)
    tail = max(min(known.size, size - NEWEST), 0)
    start = known.cursor if known.cursor < tail else 0
    end = min(start + max(SLICE, tail // ROUND), tail)
    found = _first(
        chain(
            _continues(log, known),
            _tree(log, size, tail, size),
            placed(log, size, tail, ENDLESS),
            _leaves(log, start, end),
            placed(log, size, start, end),
            unplaced(),
            missing,
        )
    )
    if not found:
        known = progress.moved(known, size, log.root(size), end, whole=end >= tail)
    return found, known


def _first(faults: Iterator[Fault]) -> list[Fault]:
    """The first by name; that there are more is said, and how many up to a thousand."""
    found = list(islice(faults, NAMED))
    if more := sum(1 for _ in islice(faults, 1000)):
        found.append(Fault(found[-1].kind, f"{more if more < 1000 else 'More than 1,000'} further faults."))
    return found


def _size_and_gaps(log: Tiles) -> tuple[int, list[Fault]]:
    """At a moment when no batch is half done."""
    with log.locked():
        size = log.size
        try:
            return size, list(islice(gaps(log, size, Restores(log)), NAMED))
        except (LegationError, OSError):  # `_tree` names it
            return size, []


def _continues(log: Tiles, known: progress.Progress) -> Iterator[Fault]:
    """The log against the head that was verified last: what was whole once must not change."""
    try:
        if 0 < known.size <= log.size and log.root(known.size) != known.root:
            why = f"The log was rewritten: it is not the one whose first {known.size} records were verified."
            yield Fault(Kind.REWRITTEN, why, 0, known.size - 1)
        elif known.size > log.size:
            why = f"The log was truncated: {known.size} records were verified, it holds {log.size}."
            yield Fault(Kind.LOG_TRUNCATED, why, log.size, known.size - 1)
    except LookupError:
        return  # `_tree` names it


def _tree(log: Tiles, size: int, start: int, end: int) -> Iterator[Fault]:
    """The files against the signed head and against each other; single entries from `start` to `end`."""
    try:
        head = batches.head()
    except LegationError as error:
        yield Fault(Kind.BAD_HEAD, str(error.sentence))
        return
    if (now := log.size) < head.size:  # read after the head: both grow while we look
        why = f"The log was truncated: it holds {now} entries, its signed head {head.size}."
        yield Fault(Kind.LOG_TRUNCATED, why, now, head.size - 1)
        return
    try:
        if log.root(head.size) != head.root:
            why = f"The log was changed: its root over {head.size} entries is not the signed one."
            yield Fault(Kind.LOG_CHANGED, why)
        yield from _upper(log, size)
    except LookupError as error:
        yield _too_short(error)
        return
    yield from _leaves(log, start, end)


def _upper(log: Tiles, size: int) -> Iterator[Fault]:
    """Tiles above the lowest against those below them: one hash for 65,536 entries and more."""
    for level in range(2, (size.bit_length() - 1) // HEIGHT + 1):
        for number in range(size >> (level * HEIGHT)):
            if log.node(level * HEIGHT, number) != _folded(log, level - 1, number):
                first, span = number << (level * HEIGHT), 1 << (level * HEIGHT)
                why = f"The log was changed: its hashes of records {first} to {first + span - 1} do not fit."
                yield Fault(Kind.LOG_CHANGED, why, first, first + span - 1)


def _leaves(log: Tiles, start: int, end: int) -> Iterator[Fault]:
    """Entries against their hashes, and full tiles of hashes against the level above."""
    try:
        for first in range(start - start % WIDTH, end, WIDTH):
            number, last = first // WIDTH, min(first + WIDTH, end)
            hashes = log.tile(0, number, last - first)
            for place, entry in enumerate(log.entries(first, last)):
                if leaf_hash(entry) != hashes[place * HASH_BYTES : (place + 1) * HASH_BYTES]:
                    index = first + place
                    yield Fault(
                        Kind.LOG_CHANGED, f"The log was changed: entry {index} is another.", index, index
                    )
            if last - first == WIDTH and log.tile(1, number // WIDTH, number % WIDTH + 1)[
                -HASH_BYTES:
            ] != _folded(log, 0, number):
                why = f"The log was changed: its hashes of records {first} to {last - 1} do not fit."
                yield Fault(Kind.LOG_CHANGED, why, first, last - 1)
    except LegationError as error:
        yield Fault(Kind.LOG_CHANGED, str(error.sentence))
    except OSError as error:
        yield Fault(Kind.LOG_TRUNCATED, f"The log was truncated: {error.strerror}.")
    except LookupError as error:
        yield _too_short(error)


def _folded(log: Tiles, level: int, number: int) -> bytes:
    content = log.tile(level, number)
    return perfect([content[place : place + HASH_BYTES] for place in range(0, len(content), HASH_BYTES)])


def _too_short(error: LookupError) -> Fault:
    why = f"The log was truncated: its tile {error.args[0]} is missing or too short."
    return Fault(Kind.LOG_TRUNCATED, why)
