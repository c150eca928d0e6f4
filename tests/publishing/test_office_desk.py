"""An office keeps its own telephones, hours, closures and texts; nobody else's."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from legation.accounts.models import User
from legation.kernel import clock
from legation.ledger.models import LedgerRecord
from legation.offices.models import Office
from legation.publishing.office_desk.forms import spans
from tests.publishing.conftest import Joint

DESK = "/staff/offices/london/"


@pytest.fixture
def keeper(publisher: User, client: Client) -> Client:
    client.force_login(publisher)
    return client


def test_a_duty_telephone_is_changed_and_everybody_sees_it(joint: Joint, keeper: Client) -> None:
    sent = {
        "part": "contact",
        "phone": "+44 20 7946 0018",
        "duty_phone": "+44 7700 900555",
        "email": "a@b.example",
    }
    assert keeper.post(DESK, sent).status_code == 302
    assert "+44 7700 900555" in Client().get("/en/offices/london/").content.decode()
    record = LedgerRecord.objects.order_by("-pk").first()
    assert record is not None
    assert record.action == "office.contact-changed"


def test_a_number_that_is_none_is_refused_at_the_field(joint: Joint, keeper: Client) -> None:
    sent = {"part": "contact", "phone": "call us", "duty_phone": "+44 7700 900555", "email": "a@b.example"}
    answer = keeper.post(DESK, sent)
    assert answer.status_code == 422
    assert 'value="call us"' in answer.content.decode()
    assert Office.objects.get(slug="london").duty_phone != "+44 7700 900555"


def test_hours_are_replaced(joint: Joint, keeper: Client) -> None:
    week = {f"day-{day}": "" for day in range(7)} | {"day-1": "9:00-12:00; 13.30–17:00"}
    assert keeper.post(DESK, {"part": "hours", **week}).status_code == 302
    rows = Office.objects.get(slug="london").hours.all()
    assert [str(row) for row in rows] == ["london 1 09:00–12:00", "london 1 13:30–17:00"]


@pytest.mark.parametrize("text", ["nine to five", "25:00-26:00", "12:00-09:00", "09:00-12:00, 11:00-13:00"])
def test_times_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        spans(text)


def test_the_whole_day_ends_at_midnight() -> None:
    assert spans("00:00–00:00") == [(dt.time(0), dt.time(0))]
    assert spans(" ") == []


def test_a_closure_is_added_once_and_removed(joint: Joint, keeper: Client) -> None:
    day = (clock.today() + dt.timedelta(days=9)).isoformat()
    sent = {"part": "closure", "day": day, "words-en": "Moving house", "words-zh-hant": "搬遷"}
    assert keeper.post(DESK, sent).status_code == 302
    assert "Moving house" in Client().get("/en/offices/london/").content.decode()
    assert keeper.post(DESK, sent).status_code == 422
    row = Office.objects.get(slug="london").closures.get(day=day)
    assert keeper.post(f"{DESK}closures/{row.pk}/remove/").status_code == 302
    assert "Moving house" not in Client().get("/en/offices/london/").content.decode()


def test_a_text_is_changed_in_one_language(joint: Joint, keeper: Client) -> None:
    sent = {"part": "text-en", "words-en-name": "Office in London", "words-en-city": "London"}
    assert keeper.post(DESK, sent).status_code == 422
    assert keeper.post(DESK, {**sent, "words-en-address": "1 Example Street"}).status_code == 302
    assert "1 Example Street" in Client().get("/en/offices/london/").content.decode()


def test_nobody_changes_another_office(joint: Joint, keeper: Client, editor: User) -> None:
    Office.objects.create(
        slug="elsewhere", country="FR", region="europe", time_zone="Europe/Paris", languages=["en"]
    )
    assert keeper.get("/staff/offices/elsewhere/").status_code == 403
    assert keeper.post("/staff/offices/elsewhere/", {"part": "contact"}).status_code == 403
    keeper.force_login(editor)
    assert keeper.get(DESK).status_code == 403
    assert Client().get(DESK).status_code == 302
