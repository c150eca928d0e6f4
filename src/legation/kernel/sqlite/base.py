"""Django's SQLite back end that never creates a file, notices when its file was moved away, and waits for
its turn to write without sleeping through it.

A server that recreates a missing database, or goes on writing to a file that was moved, makes
acknowledged writes vanish. So the file is opened `mode=rw`, and each cursor outside a transaction, each
beginning of one and each commit first checks that the path still leads to the file that was opened
(device and inode).

SQLite itself waits ever longer between two looks, up to a tenth of a second: with a handful of writers the
file is then mostly free while all of them sleep. A transaction looks every few milliseconds instead, one
thread of a process at a time: many that look would keep the one that writes from its own work.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.utils import CursorWrapper
from django.db.utils import OperationalError

LOOK = 2  # milliseconds between two looks whether nobody writes
LONGEST = 4000  # signs of a statement that is remembered
_looking: defaultdict[str | None, threading.Lock] = defaultdict(threading.Lock)  # by path


@lru_cache(maxsize=1024)
def _converted(statement: str) -> str:
    converted: str = base.FORMAT_QMARK_REGEX.sub("?", statement).replace("%%", "%")
    return converted


class _Cursor(base.SQLiteCursorWrapper):
    """Remembers how statements read with SQLite's marks: they are few, and each was searched for them."""

    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        if param_names is not None or len(query) > LONGEST:
            return str(super().convert_query(query, param_names=param_names))  # type: ignore[misc]  # not in the stubs
        return _converted(query)


class DatabaseWrapper(base.DatabaseWrapper):
    """Raises OperationalError as soon as the database file is not the one that was opened."""

    _opened: tuple[int, int] | None = None

    def _path(self) -> str | None:
        name = os.fspath(self.settings_dict["NAME"])
        return None if ":memory:" in name or "mode=memory" in name else name

    def get_connection_params(self) -> dict[str, Any]:
        """The parameters of `sqlite3.connect`; a file is opened read-write, never created."""
        params: dict[str, Any] = super().get_connection_params()
        if path := self._path():
            params["database"] = f"{Path(path).absolute().as_uri()}?mode=rw"
            params["uri"] = True
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Raises OperationalError when the file is missing."""
        connection = super().get_new_connection(conn_params)
        self._opened = self._identity()
        return connection

    def ensure_connection(self) -> None:
        """Opens the file unless it is open. Django looks each time whether an event loop runs in this thread,
        as it does before each cursor; there is none where Legation runs."""
        if self.connection is None:
            super().ensure_connection()

    def cursor(self) -> CursorWrapper:
        """A cursor, with all that Django does for one."""
        made: CursorWrapper = self._cursor()  # type: ignore[attr-defined]  # Django's own, not in the stubs
        return made

    def create_cursor(self, name: Any = None) -> Any:
        """Raises OperationalError when the file was moved since it was opened. Within a transaction the
        beginning has looked, and its commit looks again."""
        if not self.in_atomic_block:
            self._check_file()
        return self.connection.cursor(factory=_Cursor)

    def _commit(self) -> None:
        if self.connection is not None and self.connection.in_transaction:
            with self.wrap_database_errors:
                self._check_file()
        super()._commit()  # type: ignore[misc]  # Django's own, not in the stubs

    def _start_transaction_under_autocommit(self) -> None:
        """Raises OperationalError when somebody else writes for longer than the time limit."""
        seconds = float(self.settings_dict["OPTIONS"].get("timeout", 5))
        until = time.monotonic() + seconds
        looking = _looking[self._path()]
        if not looking.acquire(timeout=seconds):
            raise OperationalError("the database is locked")
        try:
            self.connection.execute(f"PRAGMA busy_timeout={LOOK}")
            self._begin(until)
        finally:
            looking.release()
            self.connection.execute(f"PRAGMA busy_timeout={int(seconds * 1000)}")

    def _begin(self, until: float) -> None:
        while True:
            try:
                super()._start_transaction_under_autocommit()  # type: ignore[misc]  # Django's own, not in the stubs
            except OperationalError as error:
                code = getattr(error.__cause__, "sqlite_errorcode", 0)
                if code & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= until:
                    raise
            else:
                return

    def is_usable(self) -> bool:
        """False once the file was moved or replaced, so that the next request opens the new one."""
        try:
            return self._opened is None or self._identity() == self._opened
        except sqlite3.OperationalError:
            return False

    def _identity(self) -> tuple[int, int] | None:
        path = self._path()
        if path is None:
            return None
        try:
            found = os.stat(path)  # noqa: PTH116  # before every statement: a Path takes three times as long
        except OSError as error:
            raise sqlite3.OperationalError(f"the database file {path} is missing") from error
        return (found.st_dev, found.st_ino)

    def _check_file(self) -> None:
        if self._opened is not None and self._identity() != self._opened:
            raise sqlite3.OperationalError("the database file is not the one that was opened")
