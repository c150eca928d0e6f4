"""Rows by one plain statement: the same as Django's own way gives."""

from __future__ import annotations

import uuid

import pytest

from legation.kernel.rows import Insertion, insert, row_of, there
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
