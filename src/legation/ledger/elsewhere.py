"""Heads that are remembered outside the data folder: only they show that the whole of it was put back.

The witness is a file that the installation names (LEGATION_LEDGER_WITNESS); higher packages add their
own memory with `also_known`, as backups do.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from legation.kernel.errors import LegationError
from legation.kernel.files import write_atomically
from legation.ledger.checkpoint import parse

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Known:
    """`where` remembers that the log had `size` entries and this root."""

    where: str
    size: int
    root: bytes


@dataclass(frozen=True)
class Memory:
    """Every head that is remembered, and one sentence for each place that could not be asked."""

    heads: list[Known]
    silent: list[str]


Source = Callable[[], list[Known]]
_sources: list[Source] = []


def also_known(source: Source) -> Source:
    """Decorator: ask this too. It raises LegationError when it cannot tell."""
    _sources.append(source)
    return source


def known() -> Memory:
    """Ask all who remember."""
    memory = Memory([], [])
    for source in (_of_witness, *_sources):
        try:
            memory.heads.extend(source())
        except LegationError as error:
            memory.silent.append(str(error.sentence))
    return memory


def witness() -> Known | None:
    """The head in the witness's file; None when there is none yet or none is named.

    Raises LegationError when it cannot be read, and BadCheckpoint when it was not signed here.
    """
    path = _path()
    try:
        head = parse(path.read_text()) if path else None
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LegationError(f"The witness {path} cannot be read: {error.strerror}.") from error
    return Known(f"the witness {path}", head.size, head.root) if head else None


def remember(note: str) -> None:
    """Tell the witness the newest head. One that cannot be written must not stop the record."""
    path = _path()
    if path is None:
        return
    try:
        write_atomically(path, note.encode())
    except OSError as error:
        logger.warning("the witness %s cannot be written: %s", path, error.strerror)


def _of_witness() -> list[Known]:
    head = witness()
    return [head] if head else []


def _path() -> Path | None:
    found: Path | None = settings.LEGATION_LEDGER_WITNESS
    return found
