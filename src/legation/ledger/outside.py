"""A witness who has nothing but the web: keeps the newest head of a log, and has each later one proved."""

from __future__ import annotations

from pathlib import Path

from legation.kernel.errors import LegationError
from legation.kernel.files import write_atomically
from legation.kernel.http import Answer
from legation.ledger import merkle
from legation.ledger.checkpoint import Checkpoint, verified
from legation.ledger.faults import records
from legation.ledger.tiles import WIDTH, node_of, tile_path
from legation.promises import Site


class NotContinued(LegationError):
    """The log is not, or not provably, the one that was seen before."""


def witness(site: Site, kept: Path) -> str:
    """Prove that the site's log continues the checkpoint in the file `kept`, then keep the new one there;
    the first time, only keep it. The key is remembered beside it, in `….key`. Returns what was seen.

    Raises NotContinued, and keeps the contradicting checkpoint beside the old one, in `….conflict`: both
    are signed, and together they prove it to anybody. Raises BadCheckpoint for an unsigned one.
    """
    key_file = kept.with_name(kept.name + ".key")
    if not kept.exists():
        key, note = _text(site, "/log/key"), _text(site, "/log/checkpoint")
        head = verified(note, key)
        write_atomically(key_file, key.encode())
        write_atomically(kept, note.encode())
        return f"Kept the head of {head.size} records in {kept}; run this again later."
    try:
        key, old = key_file.read_text(), verified(kept.read_text(), key_file.read_text())
    except FileNotFoundError as error:
        raise LegationError(f"{key_file} is missing: put what {site.origin}/log/key says there.") from error
    note = _text(site, "/log/checkpoint")
    new = verified(note, key)
    try:
        _prove(site, old, new)
    except NotContinued:
        write_atomically(kept.with_name(kept.name + ".conflict"), note.encode())
        raise
    write_atomically(kept, note.encode())
    return f"The log of {new.size} records continues the one of {old.size} that was kept."


def _prove(site: Site, old: Checkpoint, new: Checkpoint) -> None:
    if old.size > new.size:
        gone = records(new.size, old.size - 1)
        raise NotContinued(f"{gone} gone: the log was put back to an older copy of {new.size} records.")
    if old.size == 0:
        return
    rewritten = f"The log was rewritten: its first {old.size} records are not those that were seen."
    try:
        proof = merkle.consistency_proof(node_of(lambda *tile: _tile(site, *tile)), old.size, new.size)
    except LookupError as error:
        raise NotContinued(f"The log gives no proof: {error.args[0]} is missing or too short.") from error
    if not merkle.verify_consistency(old.size, new.size, proof, old.root, new.root):
        raise NotContinued(rewritten)


def _tile(site: Site, level: int, number: int, width: int) -> bytes:
    part = "" if width == WIDTH else f".p/{width}"
    answer = site.get(f"/log/tile/{level}/{tile_path(number)}{part}")
    if answer.status != 200 or len(answer.body) != width * merkle.HASH_BYTES:
        raise LookupError(f"tile {level}/{tile_path(number)}")
    return answer.body


def _text(site: Site, path: str) -> str:
    answer: Answer = site.get(path)
    if answer.status != 200:
        raise LegationError(f"{site.origin}{path} answers {answer.status}.")
    return answer.body.decode(errors="replace")
