"""Rows by one plain statement: the same as Django's own way gives."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection, transaction

from legation.kernel.rows import insert, kept_for_us, row_of, there
from legation.ledger.models import LedgerMention, LedgerRecord
from legation.ledger.services import Act, record
from legation.offices.models import Office
from legation.privacy.models import Subject

pytestmark = pytest.mark.django_db


def test_a_row_is_found_by_the_values_of_its_fields(london: Office) -> None:
    found = row_of(Office, slug="london", is_duty_desk=False)
    assert found == london
    assert found.languages == ["en", "zh-hant"], "values come as Django gives them"
    assert row_of(Office, slug="london", is_duty_desk=True) is None
    assert there(Office, slug="london")
    assert not there(Office, slug="london'; --")


def test_many_rows_get_their_keys_in_order() -> None:
    row = record(Act("test.rows"))
    people = [uuid.uuid4() for _ in range(3)]
    mentions = [LedgerMention(record_id=row.pk, subject_id=person) for person in people]
    insert(*mentions)
    kept = LedgerMention.objects.order_by("pk").values_list("pk", "subject_id")
    assert list(kept) == [(one.pk, one.subject_id) for one in mentions]


def test_a_person_begun_has_a_key_like_any_other() -> None:
    begun = Subject.with_key()
    insert(begun)
    assert Subject.objects.get(pk=begun.pk).key() == begun.key()
    begun.erase()
    assert Subject.objects.get(pk=begun.pk).wrapped_key is None


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes for one at a time")
@pytest.mark.django_db(transaction=True)
def test_what_somebody_else_is_changing_is_not_kept_for_us() -> None:
    row = record(Act("test.locked"))
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM ledger_ledgerrecord WHERE id = %s FOR UPDATE", [row.pk])
        with transaction.atomic():
            assert not kept_for_us(LedgerRecord, id=row.pk)
        other.rollback()
        with transaction.atomic():
            assert kept_for_us(LedgerRecord, id=row.pk)
    finally:
        other.rollback()
        other.close()
