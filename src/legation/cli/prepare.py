"""Making a data folder ready: database, cache table, static files. Safe to repeat."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import django
from django.conf import settings
from django.core.management import call_command

from legation.cli.catalogues import compile_all
from legation.edge.bulletin import EVERYTHING, Change, announce


def prepare() -> None:
    """Create what is missing and bring the database up to date. Only this ever creates a database file."""
    settings.LEGATION_DATA.mkdir(parents=True, exist_ok=True)
    if settings.DATABASES["default"]["ENGINE"] == "legation.kernel.sqlite":
        with closing(sqlite3.connect(str(settings.DATABASES["default"]["NAME"]))) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
    compile_all()
    django.setup()
    call_command("migrate", verbosity=0, skip_checks=True)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    from legation.cli.plain_pages import write_all

    write_all()
    announce(settings.LEGATION_DATA, Change.UPDATE, [EVERYTHING])
