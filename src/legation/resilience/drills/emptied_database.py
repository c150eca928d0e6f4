"""The drill in which an intruder empties every table of the database."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from legation.kernel.errors import LegationError
from legation.ledger import batches
from legation.resilience.drills.outcome import Outcome
from legation.resilience.drills.twin import Twin

Say = Callable[[str], None]


def run(twin: Twin, say: Say) -> Outcome:
    """Attack, wait for the detection, restore, compare. Raises LegationError where one of them fails."""
    say("A twin was restored from the last backup, without anybody's keys.")
    with twin.watched() as wait:
        look = wait(lambda look: not look.problem)
        say(f"The twin is whole; its front page answers {look.status}.")
        if look.status != 200:
            raise LegationError(f"The front page of the twin answers {look.status} before any attack.")
        attacked = time.monotonic()
        count = empty(twin.database)
        look = wait(lambda look: bool(look.problem))
        detected = time.monotonic()
        say(f"{count} rows were deleted from its database; its front page answered {look.status}.")
        say(f"Found after {detected - attacked:.1f} seconds: {look.problem}")
    manifest, twin_log = twin.manifest, batches.tiles().size
    twin.discard()
    twin.build()
    if twin.manifest["database"] != manifest["database"]:
        raise LegationError("The second restore brought another database than the first.")
    with twin.watched() as wait:
        look = wait(lambda look: not look.problem and look.status == 200)
    restored = time.monotonic()
    rows = sum(twin.manifest["database"]["rows"].values())
    say(f"Restored after {restored - detected:.1f} seconds: {rows} rows, as in the backup; the front page")
    lost = max(twin_log - int(twin.manifest["log_size"]), 0)
    say(f"answers {look.status}. Records younger than the backup, which a real loss would cost: {lost}.")
    return Outcome(detected - attacked, restored - detected, lost)


def empty(path: Path) -> int:
    """Delete every row of every ordinary table; returns how many."""
    count = 0
    with closing(sqlite3.connect(path, timeout=60)) as database:
        database.execute("PRAGMA foreign_keys = OFF")
        virtual = [
            row[0]
            for row in database.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'")
        ]
        names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in names:
            if not name.startswith(("sqlite_", *virtual)):
                count += database.execute(f'DELETE FROM "{name}"').rowcount
        database.commit()
    return count
