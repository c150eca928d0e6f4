"""Which office serves a place, asked in any language of the site."""

from __future__ import annotations

import pytest

from legation.offices import demonstration
from legation.offices.distances import nearest
from legation.offices.emergency_numbers import local_numbers
from legation.offices.queries import (
    abroad,
    countries_served,
    country_name,
    duty_desk,
    places_served,
    serving,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _offices() -> None:
    demonstration.load()


@pytest.mark.parametrize(
    ("asked", "office"),
    [
        ("United Kingdom", "london"),
        ("gb", "london"),
        ("  LONDON ", "london"),
        ("英國", "london"),
        ("倫敦", "london"),
        ("المملكة المتحدة", "london"),
        ("Manchester, no: Great Britain", ""),
        ("Great Britain", "london"),
        ("السعودية", "riyadh"),
        ("New York", "washington"),
        ("EE. UU.", "washington"),
        ("Inglaterra", "london"),
        ("arabia saudi", "riyadh"),
        ("Melbourne", "canberra"),
        ("Jersey", "london"),
    ],
)
def test_countries_and_cities(asked: str, office: str) -> None:
    assert [found.slug for found in serving(asked).offices] == ([office] if office else [])


def test_a_country_that_nobody_serves_is_known_and_has_no_office() -> None:
    answer = serving("Iceland")
    assert answer.country == "IS"
    assert answer.offices == ()
    desk = duty_desk()
    assert desk is not None
    assert desk.slug == "ministry"


def test_words_that_are_no_place_are_said_to_be_unknown() -> None:
    assert serving("xyzzy").country == ""
    assert serving("").country == ""


def test_names_come_in_the_language_of_the_page() -> None:
    assert country_name("DE", "zh-hant") == "德國"
    assert country_name("DE", "ar") == "ألمانيا"
    assert "柏林" in places_served("zh-hant")


def test_a_shared_country_lists_every_office_the_one_of_the_capital_first() -> None:
    assert [office.slug for office in serving("日本").offices] == ["tokyo", "osaka"]
    assert [office.slug for office in serving("Luxemburgo").offices] == ["brussels"]
    by_code = {code: offices for code, _name, offices in countries_served("es")}
    assert [office.slug for office in by_code["JP"]] == ["tokyo", "osaka"]
    assert [office.slug for office in by_code["MC"]] == ["paris"]


def test_there_are_fifteen_offices_and_each_has_local_emergency_numbers() -> None:
    assert len(abroad()) >= 15
    for code, _name, _offices in countries_served("en"):
        assert local_numbers(code), code


@pytest.mark.parametrize(
    ("country", "office"),
    [("PT", "madrid"), ("NZ", "canberra"), ("ZA", "mbabane"), ("KR", "osaka"), ("BR", "asuncion")],
)
def test_the_nearest_office_is_a_suggestion(country: str, office: str) -> None:
    found = nearest(country, abroad())
    assert found is not None
    assert found.slug == office


def test_nothing_is_near_what_is_no_country() -> None:
    assert nearest("ZZ", abroad()) is None
    assert nearest("GB", []) is None
