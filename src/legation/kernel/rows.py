"""Inserting rows by one plain statement, where it is in the way of many: `create` and `bulk_create` take
three times as long (`make bench`). No signal is sent."""

from __future__ import annotations

from django.db import connection
from django.db.models import Model


def insert(*rows: Model) -> None:
    """Insert rows of one model, which has no parents, in the caller's transaction; each gets its key."""
    if not rows:
        return
    meta = rows[0]._meta
    fields = [one for one in meta.local_concrete_fields if not one.generated and one is not meta.auto_field]
    quoted = ", ".join(connection.ops.quote_name(one.column) for one in fields)
    marks = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * len(rows))
    values = [one.get_db_prep_save(one.pre_save(row, add=True), connection) for row in rows for one in fields]
    key = meta.pk.column if meta.pk else ""
    with connection.cursor() as cursor:
        statement = f"INSERT INTO {meta.db_table} ({quoted}) VALUES {marks} RETURNING {key}"  # noqa: S608  # our own names
        cursor.execute(statement, values)
        keys = sorted(pk for (pk,) in cursor.fetchall()) if meta.auto_field else []
    for row, pk in zip(rows, keys, strict=False):
        row.pk = pk
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
