"""Notes that outlast their process at once, and the disk with the next commit."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from legation.kernel.durability import soon_durable

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def level() -> object:
    with connection.cursor() as cursor:
        cursor.execute(
            "SHOW synchronous_commit" if connection.vendor == "postgresql" else "PRAGMA synchronous"
        )
        return cursor.fetchone()[0]


def test_only_what_is_written_inside_does_not_wait_for_the_disk() -> None:
    before = level()
    with soon_durable():
        assert level() == ("off" if connection.vendor == "postgresql" else 1) != before
    assert level() == before
    with pytest.raises(ValueError, match="stop"), soon_durable():
        raise ValueError("stop")
    assert level() == before, "also after a failure"


def test_a_transaction_that_somebody_waits_for_stays_durable() -> None:
    before = level()
    with transaction.atomic(), soon_durable():
        assert level() == before
