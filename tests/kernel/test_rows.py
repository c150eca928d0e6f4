"""Rows by one plain statement: the same as Django's own way gives."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.apps import apps
from django.db import connection, models

from legation.kernel.rows import Insertion, _insertion, _values, insert, row_of, there
from legation.ledger.models import LedgerMention
from legation.ledger.services import Act, record
from legation.mail.models import OutgoingMail
from legation.offices.models import Office
from legation.privacy.models import Subject
from legation.privacy.opening import open_sealed

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


def test_a_row_made_ready_is_the_same_as_one_that_django_saves() -> None:
    person, text = Subject.with_key(), "Dear Ms Chen"
    mail = OutgoingMail(
        subject=person, recipient="chen@example.org", title="Your letter", text=text, message_id="<1@x>"
    )
    first, second = Insertion(person), Insertion(mail)
    assert not Subject.objects.exists()
    first.run()
    second.run(attempts=2)
    kept = OutgoingMail.objects.get(pk=mail.pk)
    assert kept.attempts == 2, "a value that comes late is the one that counts"
    assert open_sealed(kept.text, person) == text
    mail.title = "Another"
    mail.save()  # it knows that it is there
    assert OutgoingMail.objects.get().title == "Another"


SOME: dict[type[models.Field[object, object]], object] = {
    models.CharField: "a",
    models.TextField: "b\n",
    models.BooleanField: True,
    models.PositiveSmallIntegerField: 3,
    models.PositiveIntegerField: 4,
    models.BigIntegerField: -5,
    models.UUIDField: uuid.uuid4(),
    models.DateTimeField: dt.datetime(2026, 2, 28, 23, 59, 59, 1, dt.timezone(dt.timedelta(hours=8))),
    models.DateField: dt.date(2026, 2, 28),
    models.BinaryField: b"\0\xff",
}


@pytest.mark.parametrize("is_empty", [True, False])
def test_values_are_those_that_django_writes(is_empty: bool) -> None:
    compared = 0
    for model in apps.get_models():
        if not model.__module__.startswith("legation.") or model._meta.parents:
            continue
        row = model()
        columns, _statement = _insertion(model, 1)
        for column in columns:
            kept = column.field.target_field if isinstance(column.field, models.ForeignKey) else column.field
            if is_empty and column.field.null:
                setattr(row, column.name, None)
            elif not is_empty and type(kept) in SOME:
                setattr(row, column.name, SOME[type(kept)])
        own = [column for column in columns if column.plain is not None]
        named = [column.field for column in own]
        expected = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in named]
        assert _values(row, own) == expected, model
        compared += len(own)
    assert compared > 300


def test_a_time_that_is_set_when_the_row_is_written_is_set() -> None:
    """Django's `auto_now_add`, of which a row knows nothing before."""
    stamped = [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.DateTimeField) and (field.auto_now or field.auto_now_add)
    ]
    for model, field in stamped:
        columns = [column for column in _insertion(model, 1)[0] if column.field is field]
        assert [value for value in _values(model(), columns) if value is None] == []
    assert stamped
