"""What loading the small site leaves in the database and on disk, so that it is loaded once a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from legation.offices.models import Office

Row = tuple[Any, ...]
Tables = dict[str, set[Row]]
# Triggers keep the index of words; its own tables are left to them.
BY_TRIGGER = "wagtailsearch_indexentry_fts"


@dataclass(frozen=True)
class Loaded:
    """The offices it was loaded for, the rows that came and went, and the files that were written."""

    folder: Path
    offices: set[Row]
    gone: Tables
    came: Tables
    files: dict[Path, bytes]

    def fits(self) -> bool:
        """Whether the same rows would mean the same here, and stand in nobody's way."""
        return (
            self.folder == settings.LEGATION_DATA
            and _offices() == self.offices
            and all(rows <= _rows(table) for table, rows in self.gone.items())
            and not any(
                _keys(rows) & (_keys(_rows(table)) - _keys(self.gone.get(table, set())))
                for table, rows in self.came.items()
            )
        )

    def again(self) -> None:
        """Brings the same rows and files."""
        for path, content in self.files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        with connection.cursor() as cursor:
            for table, rows in self.gone.items():
                for row in rows:
                    cursor.execute(f'DELETE FROM "{table}" WHERE "{_key(table)}" = %s', [row[0]])
            for table, rows in self.came.items():
                places = ", ".join(["%s"] * len(next(iter(rows))))
                cursor.executemany(f'INSERT INTO "{table}" VALUES ({places})', sorted(rows, key=str))


def load(make: Callable[[], None]) -> Loaded | None:
    """Runs `make` and keeps what it did; None where that cannot be brought again by rows alone."""
    if connection.vendor != "sqlite":
        make()
        return None
    before, files, offices = {table: _rows(table) for table in _tables()}, _files(), _offices()
    make()
    after = {table: _rows(table) for table in before}
    return Loaded(
        settings.LEGATION_DATA,
        offices,
        {table: before[table] - after[table] for table in before if before[table] - after[table]},
        {table: after[table] - before[table] for table in before if after[table] - before[table]},
        {path: path.read_bytes() for path in _files() - files},
    )


def _tables() -> list[str]:
    return [
        table
        for table in connection.introspection.table_names()
        if not table.startswith((BY_TRIGGER, "sqlite_"))
    ]


def _rows(table: str) -> set[Row]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        return set(cursor.fetchall())


def _offices() -> set[Row]:
    return set(Office.objects.values_list("pk", "slug"))


def _keys(rows: set[Row]) -> set[Any]:
    return {row[0] for row in rows}


def _key(table: str) -> str:
    with connection.cursor() as cursor:
        columns: list[str] = [c.name for c in connection.introspection.get_table_description(cursor, table)]
    return columns[0]


def _files() -> set[Path]:
    return {path for path in (settings.LEGATION_DATA / "media").rglob("*") if path.is_file()}
