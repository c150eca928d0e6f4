"""Making a data folder ready: database, cache table, static files. Safe to repeat."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

from legation.cli.catalogues import compile_all
from legation.edge.bulletin import EVERYTHING, Change, announce


def prepare() -> None:
    """Create what is missing and bring the database up to date. Only this ever creates a database file."""
    settings.LEGATION_DATA.mkdir(parents=True, exist_ok=True)
    _make_file("default", "WAL")
    _make_file("holding", "TRUNCATE")
    compile_all()
    django.setup()
    # The holding store first: what an older version held in the main database moves there.
    call_command("migrate", "holding", database="holding", verbosity=0, skip_checks=True)
    call_command("migrate", verbosity=0, skip_checks=True)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    from legation.cli.plain_pages import write_all

    write_all()
    announce(settings.LEGATION_DATA, Change.UPDATE, [EVERYTHING])


def _make_file(alias: str, journal: str) -> None:
    if settings.DATABASES[alias]["ENGINE"] == "legation.kernel.sqlite":
        path = Path(str(settings.DATABASES[alias]["NAME"]))
        path.touch(mode=0o600)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA journal_mode={journal}")
