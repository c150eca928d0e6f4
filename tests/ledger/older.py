"""An older copy of the database put back, within one test's transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def put_back() -> Iterator[None]:
    """What is done in the block is gone from the database afterwards, numbers of rows too, as when an
    older copy of it is put back; what lies on disk stays."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM ledger_ledgerrecord")
        (last,) = cursor.fetchone()
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence('ledger_ledgerrecord', 'id'), %s)", [last])
