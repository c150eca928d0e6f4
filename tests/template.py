"""The empty database of the tests, kept between runs: making it anew takes most of a short run's time."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections

from legation.kernel.keys import make_master_key

FOLDER = Path(__file__).resolve().parents[1] / ".stamps"
# As Django names it for tests.
NAME = "file:memorydb_default?mode=memory&cache=shared"


def fill() -> sqlite3.Connection | None:
    """Puts the tables of an earlier run where the tests look; Django then finds every migration done.

    Keep the connection open until Django has its own. None: not kept yet, or another kind of database.
    """
    if connection.vendor != "sqlite" or not kept().exists():
        return None
    target = sqlite3.connect(NAME, uri=True)
    with closing(sqlite3.connect(kept())) as source:
        source.backup(target)
    return target


def keep() -> None:
    """Keeps the database as it stands, before the first test, for the next run. Where only browsers are
    at work there is none."""
    if connection.vendor != "sqlite" or kept().exists() or str(connection.settings_dict["NAME"]) != NAME:
        return
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("tests-*.sqlite3"):
        old.unlink(missing_ok=True)
    part = kept().with_suffix(f".{os.getpid()}")
    connection.ensure_connection()
    with closing(sqlite3.connect(part)) as target:
        connection.connection.backup(target)
    part.replace(kept())


def prepare(data: Path) -> None:
    """Both databases, without rows, and Django, for a program of its own in that data folder."""
    data.mkdir(exist_ok=True)
    for name in ("legation.sqlite3", "holding.sqlite3"):
        (data / name).touch()  # a server never makes it
    _key(data)
    django.setup()
    lay(data)
    call_command("migrate", "holding", database="holding", verbosity=0)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    connections.close_all()


def lay(data: Path) -> None:
    """The tables, where they are kept, into a data folder in which there are none yet."""
    if connection.vendor == "sqlite" and kept().exists():
        _key(data)
        (data / "legation.sqlite3").touch(mode=0o600)
        shutil.copyfile(kept(), data / "legation.sqlite3")


def _key(data: Path) -> None:
    """A site makes none beside tables."""
    (data / "keys").mkdir(parents=True, exist_ok=True)
    make_master_key(data / "keys" / "master.key")


def kept() -> Path:
    """The file. Named for all that makes it: every migration, and the models that permissions are made of."""
    made_of = hashlib.sha256()
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for path in sorted(Path(app.path).glob("migrations/*.py")):
            made_of.update(path.read_bytes())
    for model in apps.get_models():
        made_of.update(f"{model._meta.label} {model._meta.permissions}".encode())
    return FOLDER / f"tests-{made_of.hexdigest()[:16]}.sqlite3"
