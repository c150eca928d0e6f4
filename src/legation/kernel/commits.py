"""Many small writes, one commit. SQLite writes for one at a time and each commit waits for the disk, so
that whoever comes meanwhile would wait for all before; here they go together with the next commit.

Of several processes one at a time writes like this; the others sleep until it is done, instead of looking
every few milliseconds. What they gather meanwhile goes with their own commit.

Nobody is answered before the commit that holds their writes is on disk. PostgreSQL does this by itself.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from django.db import OperationalError, connection, transaction
from django.utils import timezone, translation

MOST = 32  # in one transaction: others wait for it as well
T = TypeVar("T")


@dataclass
class _Write:
    """One caller's writes, and what came of them."""

    work: Callable[[], Any]
    context: Context = field(default_factory=copy_context)
    # Django's own are bound to the caller's thread, wherever the context goes.
    language: str | None = field(default_factory=translation.get_language)
    zone: str = field(default_factory=timezone.get_current_timezone_name)
    result: Any = None
    error: BaseException | None = None
    done: bool = False

    def run(self, *, alone: bool) -> None:
        """With the caller's language and time zone; in a savepoint unless it is `alone`, so that what fails
        undoes nothing of others. Alone, it undoes the transaction."""
        try:
            with transaction.atomic(savepoint=not alone):
                self.result = self.context.run(self._work)
        except Exception as error:  # noqa: BLE001  # handed to the caller, whatever it is
            self.error = error

    def _work(self) -> Any:
        with translation.override(self.language), timezone.override(self.zone):
            return self.work()


_waiting: deque[_Write] = deque()
_leading = threading.Lock()


def together(work: Callable[[], T]) -> T:
    """What `work` returns, once its writes are committed; raises what it raises, and then nothing of it was
    written. It may run in another thread: it must use the database and its own arguments only."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            return work()
    mine = _Write(work)
    _waiting.append(mine)
    with _leading:
        while not mine.done:
            with _turn(os.fspath(connection.settings_dict["NAME"])):
                _commit([_waiting.popleft() for _ in range(min(len(_waiting), MOST))])
    if mine.error is not None:
        raise mine.error
    result: T = mine.result
    return result


@contextmanager
def _turn(database: str) -> Iterator[None]:
    """Ours among the processes that write together. SQLite's own lock keeps the writes apart; this one only
    wakes who waits. The system gives it back when its process dies."""
    if ":memory:" in database or "mode=memory" in database:
        yield
        return
    folder = _opened(str(Path(database).parent))
    fcntl.flock(folder, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(folder, fcntl.LOCK_UN)


@cache
def _opened(folder: str) -> int:
    # Of the folder: to close a second handle of the file itself would undo SQLite's locks on it.
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY)


def _commit(writes: list[_Write]) -> None:
    try:
        _run_all(writes)
    except BaseException as error:  # nobody's writes are there
        for write in writes:
            write.error = write.error or error
        if not isinstance(error, Exception):
            raise  # the process is told to end
    finally:
        for write in writes:
            write.done = True


def _run_all(writes: list[_Write]) -> None:
    with transaction.atomic():
        alone = len(writes) == 1
        for write in writes:
            write.run(alone=alone)
        if alone and writes[0].error is not None:
            return  # nothing of it is kept, and its caller is told why
        if transaction.get_rollback():  # Django would undo everything without a word
            raise OperationalError("the transaction was lost: the disk may be full")
