"""Which office serves a place, asked in any language of the site."""

from __future__ import annotations

import pytest

from legation.offices import demonstration
from legation.offices.queries import country_name, duty_desk, places_served, serving

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
