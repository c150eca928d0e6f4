"""Consistent copies of the database without the keys of persons, and the way back."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from legation.kernel.errors import LegationError, Unavailable
from legation.surveys.holding import HOLDING

SQLITE_COPY = "database.sqlite3"
POSTGRES_COPY = "database.dump"
SUBJECTS = "subjects.jsonl"
KEYS = "keys.jsonl"
TABLE = "privacy_subject"
# No copy holds sessions, since one that was ended must not come back: restoring costs no more than signing in
# again. Nor the codes by which cases are found, since they would outlive the key of whoever is erased: a job
# makes them anew.
PASSING = (
    "usersessions_usersession",
    "django_session",
    "django_cache",
    "desk_searchtoken",
)
_ERASED = f"SELECT u.id FROM accounts_user u JOIN {TABLE} s ON s.id = u.subject_id WHERE s.erased_at IS NOT NULL"  # constants
# Accounts are found by their address, which is not sealed: of who was erased after the copy was made
# it must go again, with every way to sign in.
CLOSE_ACCOUNTS = (
    "DELETE FROM account_emailconfirmation WHERE email_address_id IN "
    f"(SELECT id FROM account_emailaddress WHERE user_id IN ({_ERASED}))",  # constants
    f"DELETE FROM account_emailaddress WHERE user_id IN ({_ERASED})",  # constants
    f"DELETE FROM mfa_authenticator WHERE user_id IN ({_ERASED})",  # constants
    "UPDATE accounts_user SET email = 'left-' || id || '@account.invalid', password = '!', name = NULL, "
    "language = '', is_active = FALSE, is_staff = FALSE, is_superuser = FALSE "
    f"WHERE email NOT LIKE 'left-%@account.invalid' AND id IN ({_ERASED})",  # constants
)


def dump(folder: Path, keys: Path) -> dict[str, Any]:
    """Write the copy into `folder` and the persons' keys to the file `keys`; describes the copy."""
    if connection.vendor == "sqlite":
        return _dump_sqlite(folder, keys)
    return _dump_postgres(folder, keys)


def _dump_sqlite(folder: Path, keys: Path) -> dict[str, Any]:
    connection.ensure_connection()
    copy = folder / SQLITE_COPY
    copy.touch(mode=0o600)
    if connection.in_atomic_block:  # SQLite's copying would wait for this very transaction for ever
        copy.write_bytes(connection.connection.serialize())
    with closing(sqlite3.connect(copy)) as target:
        if not connection.in_atomic_block:
            connection.connection.backup(target)
        target.execute("PRAGMA secure_delete=ON")
        found = target.execute(f"SELECT id, wrapped_key FROM {TABLE} WHERE wrapped_key IS NOT NULL")
        _write_keys(keys, ((row[0], bytes(row[1])) for row in found))
        target.execute(f"UPDATE {TABLE} SET wrapped_key = NULL")
        there = {row[0] for row in target.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in there.intersection(PASSING):
            target.execute(f"DELETE FROM {table}")  # constants
        target.commit()
        target.execute("PRAGMA journal_mode=DELETE")
        target.execute("VACUUM")
    return {"engine": "sqlite", "copy": SQLITE_COPY, "sha256": digest(copy), "rows": sqlite_rows(copy)}


def sqlite_rows(path: Path) -> dict[str, int]:
    """How many rows each table of a SQLite file has. Raises LegationError when the file is damaged."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            if (found := copy.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
                raise LegationError(f"The copy of the database is damaged: {found[:100]}")
            names = [
                row[0]
                for row in copy.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' "
                    "ORDER BY name"
                )
            ]
            return {name: _count(copy, name) for name in names if not name.startswith("sqlite_")}
    except sqlite3.DatabaseError as error:
        raise LegationError(f"The copy of the database is damaged: {error}") from error


def _count(copy: sqlite3.Connection, table: str) -> int:
    count: int = copy.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
    return count


def put_keys_back(path: Path, keys: Mapping[str, bytes], erased: set[str], now: str) -> int:
    """Give the persons of a restored SQLite file their keys; who has none any more stays erased.

    Their accounts are closed. Returns how many are erased.
    """
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("PRAGMA secure_delete=ON")
        copy.executemany(
            f"UPDATE {TABLE} SET wrapped_key = ? WHERE id = ? AND erased_at IS NULL",
            [(key, person) for person, key in keys.items() if person not in erased],
        )
        gone = copy.execute(
            f"UPDATE {TABLE} SET erased_at = ? WHERE wrapped_key IS NULL AND erased_at IS NULL", [now]
        ).rowcount
        for statement in CLOSE_ACCOUNTS:
            copy.execute(statement)
        copy.commit()
    return int(gone)


def _dump_postgres(folder: Path, keys: Path) -> dict[str, Any]:
    with transaction.atomic(), connection.cursor() as cursor:
        if not connection.in_atomic_block or len(connection.savepoint_ids) == 0:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        copy = folder / POSTGRES_COPY
        _postgres_program(
            *("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"),
            *(f"--exclude-table-data={table}" for table in (TABLE, *PASSING)),
            f"--exclude-schema={HOLDING}",
            f"--file={copy}",
        )
        cursor.execute(f"SELECT id, wrapped_key, created_at, erased_at FROM {TABLE}")
        rows = cursor.fetchall()
        _write_keys(keys, ((row[0].hex, bytes(row[1])) for row in rows if row[1] is not None))
        with (folder / SUBJECTS).open("w") as file:
            for row in rows:
                erased = row[3].isoformat() if row[3] else None
                file.write(json.dumps([row[0].hex, row[2].isoformat(), erased]) + "\n")
        counts = {}
        for table in set(connection.introspection.table_names(cursor)).difference(PASSING):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
    return {"engine": "postgresql", "copy": POSTGRES_COPY, "sha256": digest(copy), "rows": counts}


def load_postgres(folder: Path, keys: Mapping[str, bytes], erased: set[str], now: str) -> int:
    """Replace the content of the configured PostgreSQL database by the copy; how many are erased."""
    copy = str(folder / POSTGRES_COPY)
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    name = str(settings.DATABASES["default"]["NAME"])
    base = ("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", f"--dbname={name}")
    _postgres_program(*base, "--section=pre-data", "--section=data", copy)
    gone = 0
    with connection.cursor() as cursor, (folder / SUBJECTS).open() as file:
        for line in file:
            person, created, ended = json.loads(line)
            key = None if ended or person in erased else keys.get(person)
            gone += key is None and ended is None
            cursor.execute(
                f"INSERT INTO {TABLE} (id, wrapped_key, created_at, erased_at) VALUES (%s, %s, %s, %s)",
                [person, key, created, ended or (None if key else now)],
            )
        for statement in CLOSE_ACCOUNTS:
            cursor.execute(statement)
    connection.close()
    _postgres_program(*base, "--section=post-data", copy)
    return gone


def _postgres_program(program: str, *arguments: str) -> None:
    values = settings.DATABASES["default"]
    environment = {
        **os.environ,
        "PGHOST": str(values["HOST"]),
        "PGPORT": str(values["PORT"] or 5432),
        "PGUSER": str(values["USER"]),
        "PGPASSWORD": str(values["PASSWORD"]),
        "PGDATABASE": str(values["NAME"]),
    }
    try:
        done = subprocess.run(
            [program, *arguments], env=environment, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise Unavailable(f"The program {program} is missing: apt-get install postgresql-client") from error
    if done.returncode:
        raise LegationError(f"{program} failed: {done.stderr.strip()[:200]}", permanent=False)


def _write_keys(path: Path, rows: Iterator[tuple[str, bytes]]) -> None:
    path.touch(mode=0o600)
    with path.open("w") as file:
        for person, key in rows:
            file.write(json.dumps([person, base64.b64encode(key).decode()]) + "\n")


def read_keys(path: Path) -> dict[str, bytes]:
    """Keys by the hex of the person's id."""
    return {person: base64.b64decode(key) for person, key in map(json.loads, path.read_text().splitlines())}


def digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
