"""A site of its own in a folder of its own, with the tables of this one and none of its rows, in which
respondents are planted and looked for. It is gone afterwards."""

from __future__ import annotations

import json
import logging
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from legation.kernel.errors import Unavailable
from legation.kernel.keys import make_master_key
from legation.resilience.backups.assembly import DATABASE
from legation.surveys.holding import HOLDING

log = logging.getLogger(__name__)
HOST = "attempt.invalid"
SECONDS = 240
# Rows without which no page can be shown: what the migrations put there.
BASIC = ("django_migrations", "django_content_type", "wagtailcore_locale", "wagtailcore_collection")


def attempt(*sabotages: str, seconds: float = SECONDS) -> list[dict[str, Any]]:
    """What came of each attempt, one for each sabotage (`""` for none; with `+` behind it, with a backup):
    `leaks`, one sentence each, and figures of what was looked through. Raises Unavailable when it did not
    come to its end."""
    with tempfile.TemporaryDirectory(prefix="legation-attempt-", ignore_cleanup_errors=True) as name:
        data = Path(name) / "data"
        _make(data)
        told = _run(
            [sys.executable, "-m", "legation.resilience.reidentifying.child", *sabotages], data, seconds
        )
        try:
            found: list[dict[str, Any]] = json.loads(told.strip().splitlines()[-1])
        except (ValueError, IndexError) as error:
            log.warning("%s", _last_words(data))
            raise Unavailable("The attempt to find planted people again did not come to its end.") from error
    return found


def _run(command: list[str], data: Path, seconds: float) -> str:
    """What it printed; with everything that it has started it is ended when it takes too long."""
    process = subprocess.Popen(
        command, env=_environment(data), stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        return process.communicate(timeout=seconds)[0]
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return process.communicate()[0]


def _last_words(data: Path) -> str:
    try:
        return (data / "log" / "attempt.log").read_text(errors="replace")[-2000:]
    except OSError:
        return "It wrote no log."


def _make(data: Path) -> None:
    (data / "keys").mkdir(parents=True)
    (data / "log").mkdir()
    make_master_key(data / "keys" / "master.key")
    (data / f"{HOLDING}.sqlite3").touch(mode=0o600)
    (data / DATABASE).touch(mode=0o600)
    if connection.vendor == "sqlite":
        _copy_tables(data / DATABASE)


def _copy_tables(target: Path) -> None:
    """As they are in this database now, with whatever column somebody added."""
    with connection.cursor() as cursor, closing(sqlite3.connect(target)) as copy:
        cursor.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
        for (statement,) in cursor.fetchall():
            with suppress(sqlite3.OperationalError):  # a part that its whole has made already
                copy.execute(statement)
        for table in BASIC:
            cursor.execute(f"SELECT * FROM {table}")  # constants
            rows = cursor.fetchall()
            marks = ", ".join("?" * len(cursor.description))
            copy.executemany(
                f"INSERT INTO {table} VALUES ({marks})", [tuple(map(_plain, row)) for row in rows]
            )
        copy.commit()
        copy.execute("PRAGMA journal_mode=WAL")


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _environment(data: Path) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("LEGATION_") or name in ("LEGATION_CRS", "LEGATION_CLAMD")
    }
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "legation.config.settings",
        "LEGATION_DATA": str(data),
        "LEGATION_HOSTS": HOST,
        "LEGATION_BACKUP_URL": str(data.with_name("backup")),
        "LEGATION_DEMONSTRATION": "yes" if settings.LEGATION_DEMONSTRATION else "no",
        "PYTHONWARNINGS": "default",
    }
