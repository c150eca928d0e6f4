"""The index of offices, its finder, and the page of an office."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from legation.kernel import clock
from legation.offices.models import Office
from tests.publishing.conftest import Joint

pytestmark = pytest.mark.django_db


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("", "Type the name of a country or a city."),
        ("x" * 81, "Use at most 80 characters."),
        ("\0", "Type the name"),
    ],
)
def test_a_mistake_is_said_at_the_field_and_nothing_typed_is_lost(
    joint: Joint, asked: str, words: str
) -> None:
    response = joint.client.get("/en/offices/", {"country": asked})
    assert response.status_code == 422
    text = response.content.decode()
    assert words in text
    assert 'aria-invalid="true"' in text
    assert asked.replace("\0", "")[:80] in text
    assert "Legation-Tags" not in response.headers


def test_where_nobody_serves_the_desk_and_the_nearest_office_are_named(joint: Joint) -> None:
    Office.objects.create(
        slug="ministry",
        country="TW",
        region="asia-pacific",
        time_zone="Asia/Taipei",
        languages=["en"],
        duty_phone="+886 800 000 000",
        is_duty_desk=True,
    ).texts.create(language="en", name="Duty desk", city="Taipei", address="1 Street")
    text = page(joint.client, "/en/offices/?country=Norway")
    assert "None of the offices on this site serves Norway" in text
    assert "+886 800 000 000" in text
    assert "Office in London" in text[text.index("The office nearest to you") :]
    assert "/en/help/in/no/" in text


def test_the_index_lists_by_region_and_by_country(joint: Joint) -> None:
    text = page(joint.client, "/en/offices/")
    countries = text[text.index('id="by-country"') :]
    assert "Ireland" in countries
    assert countries.index("Ireland") < countries.index("United Kingdom")
    assert "Europe" in text[: text.index('id="by-country"')]


def test_the_page_of_an_office_says_what_one_needs(joint: Joint) -> None:
    with clock.at(dt.datetime(2026, 11, 24, 14, 2, tzinfo=dt.UTC)):
        text = page(joint.client, "/en/offices/london/")
        chinese = page(joint.client, "/zh-hant/offices/london/")
    assert text.index("In an emergency") < text.index("Open now, until 17:00")
    assert "8 hours behind Taipei." in text
    assert "UTC+0" in text
    assert "999" in text
    assert "/en/offices/london/help/" in text
    assert "繁體中文" in text
    assert "United Kingdom, Ireland" in text
    assert "英國" in chinese


def test_the_difference_to_taipei_follows_the_clocks(joint: Joint) -> None:
    with clock.at(dt.datetime(2027, 7, 1, 12, tzinfo=dt.UTC)):
        assert "7 hours behind Taipei." in page(joint.client, "/en/offices/london/")
    for zone, words in (
        ("Asia/Tokyo", "1 hour ahead of Taipei."),
        ("Asia/Singapore", "The same time as in Taipei."),
        ("Asia/Kolkata", "Difference to Taipei: −2:30."),
    ):
        Office.objects.filter(slug="london").update(time_zone=zone)
        assert words in page(joint.client, "/en/offices/london/")
