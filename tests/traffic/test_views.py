"""The staff page of totals."""

from __future__ import annotations

from django.conf import settings
from django.test import Client

from legation.accounts.models import User
from legation.traffic.segments import Segments
from tests.traffic.records import Record

PAGE = "/staff/traffic/"


def test_security_officers_see_totals_and_no_address(client: Client, security_officer: User) -> None:
    sink = Segments(settings.LEGATION_DATA)
    sink.record(Record(office="london"))
    sink.flush()
    client.force_login(security_officer)
    answer = client.get(PAGE + "?days=30")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "london" in text
    assert "192.0.2.7" not in text
    assert "<svg" in text


def test_others_may_not(client: Client, officer: User) -> None:
    client.force_login(officer)
    assert client.get(PAGE).status_code == 403


def test_a_wrong_period_is_the_usual_one(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    assert client.get(PAGE + "?days=%00x").status_code == 200
