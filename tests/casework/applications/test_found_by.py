"""An application is found at the desk by the people and papers in it, as long as they are kept."""

from __future__ import annotations

import pytest
from django.test import Client

from legation.accounts.models import User
from legation.casework.applications.models import Application
from legation.casework.cases.models import Case
from legation.casework.desk.finding.indexing import index_missing
from tests.casework.applications.test_retention import after, ended

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
__all__ = ["ended"]


def found(desk: Client, asked: str) -> list[str]:
    page = desk.post("/staff/case-search/", {"asked": asked}, follow=True).content.decode().split("<main")[1]
    return [number for number in Case.objects.values_list("number", flat=True) if f"/{number}/" in page]


def test_an_application_is_found_by_those_in_it_until_its_answers_go(officer: User, ended: Case) -> None:
    assert index_missing() == 1  # the test closed it before it was confirmed
    desk = Client()
    desk.force_login(officer)
    for asked in ("小明", "ling", "300 000 001", "1 road", "wang@example.org"):
        assert found(desk, asked) == [ended.number], asked
    after(30.1)  # the address is kept for 30 days
    assert found(desk, "1 road") == []
    assert found(desk, "ling") == [ended.number]
    row = Application.objects.get(case=ended)
    row.answers = '{"full-name": "Petra Novak"}'
    row.save()
    assert found(desk, "novak") == [ended.number]
    after(400.1)
    assert found(desk, "novak") == found(desk, "300000001") == []
    assert found(desk, "小明") == [ended.number]  # the name of the case itself stays as long as the case
