"""How long services take: told by office, honestly, and not at all where there were too few."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from legation.casework.applications import timing
from legation.casework.applications.models import Application, ProcessingTime
from legation.casework.cases.models import Case, Kind, Matter
from legation.kernel import clock
from legation.offices.models import Office
from legation.publishing.ports import facts
from tests.accessibility import assert_valid_html
from tests.casework.writing import open_letter

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def decided(office: Office | None, number: int, days: float, ago: float = 1) -> None:
    case, _secret = open_letter(
        office, kind=Kind.APPLICATION, matter=Matter.APPLICATION, submission=f"{office}-{number}-{ago}"
    )
    form = Application.objects.get(case__reference="passport-renewal").form
    Application.objects.create(case=case, service="passport-renewal", form=form, answers="{}")
    end = clock.now() - dt.timedelta(days=ago)
    Case.objects.filter(pk=case.pk).update(confirmed_at=end - dt.timedelta(days=days), answered_at=end)


def test_median_and_nine_of_ten_of_the_last_ninety_days(service: str, london: Office) -> None:
    for number in range(1, 11):
        decided(london, number, number)
    decided(london, 11, 500, ago=91)
    timing.compute()
    row = ProcessingTime.objects.get(office=london)
    assert (row.count, row.median, row.most) == (10, 6, 9)
    assert facts(service, "london", "en")[-1].text == "half within 6 days, nine of ten within 9 days"


@pytest.mark.parametrize("language", ["en", "zh-hant", "ja", "es", "ar"])
def test_fewer_than_ten_are_not_told(client: Client, service: str, london: Office, language: str) -> None:
    for number in range(9):
        decided(london, number, 17)
    timing.compute()
    assert not ProcessingTime.objects.exclude(median=None, most=None, count=0).exists()
    page = client.get(f"/{language}/processing-times/")
    assert page.status_code == 200
    assert_valid_html(page.content.decode())
    assert ">17<" not in page.content.decode(), "as below; 17 alone may be the hour at which it was computed"
    decided(london, 10, 17)
    decided(None, 11, 17)
    timing.compute()
    assert ">17<" in client.get(f"/{language}/processing-times/").content.decode()
    assert ProcessingTime.objects.get(office=None).count == 11
    assert ProcessingTime.objects.get(office=london).count == 10


def test_before_anything_was_decided(client: Client, service: str) -> None:
    timing.compute()
    assert "Nothing was decided" in client.get("/en/processing-times/").content.decode()
