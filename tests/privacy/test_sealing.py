"""Personal text is unreadable at rest, belongs to one field of one person, and dies with the key."""

from __future__ import annotations

import pytest
from django.db import connection

from legation.accounts.members.subjects import owner
from legation.accounts.models import User
from legation.kernel.errors import NotPermitted
from legation.kernel.keys import BrokenSeal
from legation.ledger.models import LedgerRecord
from legation.privacy import gateway
from legation.privacy.models import ReadReceipt
from legation.privacy.sealing import lookup_hash

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture(autouse=True)
def purpose() -> None:
    gateway.purpose("test", "to test", may=lambda reader, _reference, _rows: not reader.by_command)


def member(email: str) -> User:
    return User.objects.create_user(email, "a long enough password", name="王小明")


def name_of(user: User) -> str:
    """As the member reads it."""
    return gateway.own(owner(user), User.objects.get(pk=user.pk), ["name"])["name"]


def test_the_database_holds_no_clear_text() -> None:
    user = member("a@example.org")
    with connection.cursor() as cursor:
        cursor.execute("select name from accounts_user where id = %s", [user.pk])
        assert "王小明".encode() not in bytes(cursor.fetchone()[0])
    assert name_of(user) == "王小明"


def test_text_moved_to_another_person_does_not_open() -> None:
    one, two = member("a@example.org"), member("b@example.org")
    User.objects.filter(pk=two.pk).update(name=User.objects.get(pk=one.pk).name)
    with pytest.raises(BrokenSeal):
        name_of(two)


def test_erasing_the_key_erases_the_text() -> None:
    user = member("a@example.org")
    user.subject.erase()
    assert name_of(user) == ""


def test_a_staff_read_leaves_a_receipt_and_a_record_and_needs_a_purpose() -> None:
    user, officer = member("a@example.org"), member("o@example.org")
    row = User.objects.get(pk=user.pk)
    with pytest.raises(NotPermitted):
        gateway.read(gateway.Reader(officer.subject_id), "curiosity", [row], ["name"])
    assert gateway.read(gateway.Reader(officer.subject_id), "test", [row], ["name"]) == [{"name": "王小明"}]
    assert ReadReceipt.objects.get(subject=user.subject).purpose == "test"
    assert LedgerRecord.objects.filter(action="personal.read").count() == 1


def test_nobody_reads_another_persons_as_their_own() -> None:
    one, two = member("a@example.org"), member("b@example.org")
    with pytest.raises(NotPermitted):
        gateway.own(owner(two), User.objects.get(pk=one.pk), ["name"])


@pytest.mark.parametrize(
    "written",
    [
        "Wang@Bücher.example",
        '"wang"@bücher.example',
        '"w\\ang"@bücher.example',
        "wang@xn--bcher-kva.example",
        " ｗａｎｇ@bücher.example",
    ],
)
def test_one_mailbox_is_found_however_its_address_is_written(written: str) -> None:
    """Else one person would count as many: in a survey, at appointments, when services are denied."""
    assert lookup_hash("email", written) == lookup_hash("email", "wang@bücher.example")
    assert lookup_hash("limit", f"7 {written}".replace("7  ", "7 ")) == lookup_hash(
        "limit", "7 wang@bücher.example"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [('"a b"@example.org', "ab@example.org"), ('"a"b@example.org', "ab@example.org"), ("a@b@c", '"a"@b@c')],
)
def test_what_is_another_mailbox_or_none_stays_another(one: str, other: str) -> None:
    assert lookup_hash("email", one) != lookup_hash("email", other)
