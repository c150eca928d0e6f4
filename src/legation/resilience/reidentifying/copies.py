"""What an operator can copy: every file of the data folder, and what a real backup brings back."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from legation.kernel.errors import LegationError
from legation.resilience.backups import services as backups
from legation.resilience.backups.assembly import DATABASE
from legation.resilience.backups.restic import Repository
from legation.surveys.holding import HOLDING

Files = dict[str, bytes]
Rows = dict[str, set[tuple[object, ...]]]
OF_STORE = f"{HOLDING}.sqlite3"


@dataclass(frozen=True)
class Copy:
    """Every file with its bytes: the database with its free pages and its journal, records, logs."""

    files: Files

    @classmethod
    def now(cls) -> Copy:
        """Of everything but the keys, which an operator has anyway."""
        data = Path(settings.LEGATION_DATA)
        return cls(
            {
                str(path.relative_to(data)): path.read_bytes()
                for path in sorted(data.rglob("*"))
                if path.is_file() and path.relative_to(data).parts[0] not in ("keys", "cache", "run")
            }
        )

    @property
    def database(self) -> bytes:
        """The main database, then its journal: what is written later stands later."""
        return self._of(DATABASE)

    @property
    def store(self) -> bytes:
        """The holding store with its journal."""
        return self._of(OF_STORE)

    def _of(self, name: str) -> bytes:
        return b"".join(self.files.get(name + ending, b"") for ending in ("", "-journal", "-wal"))

    @property
    def others(self) -> Files:
        """Everything beside the holding store, which never is in a copy that is kept."""
        return {name: content for name, content in self.files.items() if not name.startswith(OF_STORE)}

    def rows(self) -> Rows:
        """Every row of every table of the main database."""
        with tempfile.TemporaryDirectory(prefix="legation-rows-") as name:
            for ending in ("", "-wal"):
                (Path(name) / f"copy{ending}").write_bytes(self.files.get(DATABASE + ending, b""))
            with closing(sqlite3.connect(Path(name) / "copy")) as copy:
                tables = [
                    row[0]
                    for row in copy.execute(
                        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
                    )
                ]
                return {table: set(copy.execute(f'SELECT * FROM "{table}"')) for table in tables}


def from_backup() -> Files | str:
    """What a backup made now brings back; a sentence where none can be made."""
    run = backups.backup_now("attempt")
    if not run.ok:
        return run.failure
    with tempfile.TemporaryDirectory(prefix="legation-restored-") as name:
        try:
            Repository().fetch(run.snapshot, Path(name))
        except LegationError as error:
            return str(error.sentence)
        return {
            str(path.relative_to(name)): path.read_bytes() for path in Path(name).rglob("*") if path.is_file()
        }
