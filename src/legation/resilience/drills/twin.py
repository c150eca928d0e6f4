"""A restored copy of the site that drills may attack: no personal keys, no mail, a log of its own."""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from legation.kernel.errors import LegationError, Unavailable
from legation.resilience.backups.assembly import DATABASE, assemble
from legation.resilience.backups.restic import Repository

HOST = "drill.invalid"
PATIENCE = 180.0


@dataclass(frozen=True)
class Look:
    """One round of the watcher."""

    problem: str
    status: int


class Twin:
    """A twin in a folder, made from one snapshot."""

    def __init__(self, folder: Path, snapshot: str) -> None:
        self.folder = folder
        self.snapshot = snapshot
        self.manifest: dict[str, Any] = {}

    @property
    def database(self) -> Path:
        """The twin's database file."""
        return self.folder / DATABASE

    def build(self) -> None:
        """Restore the snapshot into the folder, which must not be there, without anybody's keys."""
        self.manifest = assemble(Repository(), self.snapshot, self.folder, with_keys=False)
        if self.manifest["database"]["engine"] != "sqlite":
            raise Unavailable("Drills need a database of their own: this version makes one for SQLite only.")
        (self.folder / "ledger" / "checkpoint").unlink(missing_ok=True)  # its log is not the site's
        static = Path(settings.LEGATION_DATA) / "static"
        if static.exists():
            (self.folder / "static").symlink_to(static)

    def discard(self) -> None:
        """Delete what is in the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def watched(self) -> Iterator[Callable[[Callable[[Look], bool]], Look]]:
        """Run the watcher; yields a function that waits for the first look that fits."""
        command = [sys.executable, "-m", "legation.resilience.drills.watch", self.snapshot]
        with tempfile.TemporaryFile("w+") as errors:
            process = subprocess.Popen(
                command, env=self._environment(), stdout=subprocess.PIPE, stderr=errors, text=True
            )
            looks: queue.Queue[Look | None] = queue.Queue()
            reader = threading.Thread(target=_read, args=(process, looks), daemon=True)
            reader.start()

            def wait(fits: Callable[[Look], bool]) -> Look:
                end = time.monotonic() + PATIENCE
                while (left := end - time.monotonic()) > 0:
                    try:
                        look = looks.get(timeout=left)
                    except queue.Empty:
                        break
                    if look is None:
                        errors.seek(0)
                        words = errors.read().strip().splitlines() or ["no reason given"]
                        raise LegationError(f"The twin's watcher ended: {words[-1][:200]}")
                    if fits(look):
                        return look
                raise LegationError(f"The twin did not come to the expected state in {PATIENCE:.0f} seconds.")

            try:
                yield wait
            finally:
                process.kill()
                process.wait()
                reader.join()
                if process.stdout is not None:
                    process.stdout.close()

    def _environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("LEGATION_") or name in ("LEGATION_CRS", "LEGATION_CLAMD")
        }
        return {
            **kept,
            "DJANGO_SETTINGS_MODULE": "legation.config.settings",
            "LEGATION_DATA": str(self.folder),
            "LEGATION_HOSTS": HOST,
            "LEGATION_MASTER_KEY_FILE": str(Path(settings.LEGATION_MASTER_KEY_FILE).absolute()),
            "LEGATION_BACKUP_URL": str(self.folder / "no-backup"),
            "LEGATION_DEMONSTRATION": "yes" if settings.LEGATION_DEMONSTRATION else "no",
            "PYTHONWARNINGS": "default",
        }


def _read(process: subprocess.Popen[str], looks: queue.Queue[Look | None]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        try:
            looks.put(Look(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    looks.put(None)
