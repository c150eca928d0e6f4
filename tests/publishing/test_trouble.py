"""Abroad in trouble: three taps, small, in every language, kept before anybody asks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from django.utils import translation

from legation.edge.bulletin import Bulletin, Change, announce
from legation.edge.store import Store
from legation.edge.warming import warm
from legation.kernel import clock
from legation.kernel.classification import Classification
from legation.offices import demonstration
from legation.offices.models import Office
from legation.publishing import trouble
from legation.publishing.models import AlertIndexPage, AlertPage, HelpPage
from tests.publishing.conftest import Joint

LANGUAGES = [code for code, _name in settings.LANGUAGES]
BUDGET = 10_000

pytestmark = pytest.mark.django_db


@pytest.fixture
def offices() -> None:
    demonstration.load()


def emergency(language: str = "en", **fields: Any) -> AlertPage:
    index = AlertIndexPage.objects.get(locale__language_code=language, office__slug="london")
    page = AlertPage(
        title="Earthquake",
        slug="earthquake",
        summary="Stay outdoors.",
        level="emergency",
        starts_at=clock.now(),
        classification=Classification.PUBLIC,
        instructions="Leave the building.\nTake the stairs.",
        assembly=[("place", {"name": "Hyde Park", "address": "Speakers’ Corner", "note": "from 15:00"})],
        phones=[("phone", {"label": "Hotline", "number": "+44 20 7946 0999"})],
        updates=[
            ("update", {"at": dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC), "text": "The airport is closed."}),
            ("update", {"at": dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC), "text": "Trains run again."}),
        ],
        **fields,
    )
    index.add_child(instance=page)
    return page


def test_everything_there_is_weighs_less_than_ten_kilobytes(offices: None, client: Client) -> None:
    sheet = finders.find("publishing/help.css")
    assert isinstance(sheet, str)
    style = len(brotli.compress(Path(sheet).read_bytes(), quality=7))
    for language in LANGUAGES:
        for path in (
            "help/",
            "help/disaster/",
            "help/lost-passport/jp/",
            "help/in/jp/",
            "offices/tokyo/emergency/",
        ):
            response = client.get(f"/{language}/{path}")
            assert response.status_code == 200, path
            text = response.content.decode()
            assert "<script" not in text
            assert "<img" not in text
            assert "style=" not in text
            assert not response.cookies
            assert len(brotli.compress(response.content, quality=7)) + style < BUDGET, path


def test_three_taps_lead_from_a_page_to_the_telephone_of_the_office(joint: Joint) -> None:
    client = joint.client
    assert 'href="/en/help/"' in client.get("/en/").content.decode()
    assert 'href="/en/help/arrest/"' in client.get("/en/help/").content.decode()
    assert 'href="/en/help/arrest/ie/"' in client.get("/en/help/arrest/").content.decode()
    page = client.get("/en/help/arrest/ie/").content.decode()
    for words in ("Ask for an interpreter and a lawyer", "tel:+447700900000", "Office in London", "112"):
        assert words in page
    assert 'href="/en/help/in/gb/"' in client.get("/en/help/").content.decode()
    assert 'href="/en/help/arrest/gb/"' in client.get("/en/help/in/gb/").content.decode()


def test_from_a_page_of_an_office_to_its_own_telephone(joint: Joint) -> None:
    assert 'href="/en/offices/london/help/"' in joint.client.get("/en/offices/london/news/").content.decode()
    page = joint.client.get("/ja/offices/london/help/").content.decode()
    assert "tel:+447700900000" in page
    assert 'href="/ja/help/arrest/gb/"' in page


def test_a_country_served_by_two_offices_shows_both(offices: None, client: Client) -> None:
    page = client.get("/ja/help/death/jp/").content.decode()
    assert "台北駐日経済文化代表処" in page
    assert "台北駐大阪経済文化弁事処" in page


def test_where_no_office_serves_the_ministry_does_and_the_nearest_is_named(
    offices: None, client: Client
) -> None:
    page = client.get("/en/help/hospital/pt/").content.decode()
    assert "No office on this site serves Portugal" in page
    assert "tel:+886800000000" in page
    assert "Taipei Economic and Cultural Office in Spain" in page


@pytest.mark.parametrize(
    ("asked", "leads"),
    [
        ("Osaka", "/en/help/in/jp/"),
        ("西班牙", "/en/help/in/es/"),
        ("الأردن", "/en/help/in/jo/"),
        ("is", "/en/help/in/is/"),
    ],
)
def test_a_typed_place_leads_to_its_country(offices: None, client: Client, asked: str, leads: str) -> None:
    response = client.get("/en/help/", {"country": asked})
    assert response.status_code == 302
    assert response.headers["Location"] == leads


@pytest.mark.parametrize("asked", ["", "Atlantis", "x" * 5000, "\0", "<script>"])
def test_a_place_that_is_none_is_asked_for_again(client: Client, db: None, asked: str) -> None:
    for path in ("/en/help/", "/en/help/death/"):
        response = client.get(path, {"country": asked})
        assert response.status_code == 422
        assert "country-error" in response.content.decode()
        assert "<script" not in response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "help/in/zz/",
        "help/in/GB/",
        "help/in/gbr/",
        "help/dragons/",
        "help/death/zz/",
        "offices/atlantis/help/",
        "offices/atlantis/emergency/",
    ],
)
def test_what_is_not_there_is_404(client: Client, db: None, path: str) -> None:
    assert client.get(f"/en/{path}").status_code == 404


def test_the_ministry_changes_the_words(joint: Joint) -> None:
    page = HelpPage.objects.get(slug="arrest", locale__language_code="en")
    page.title, page.can = "Arrested", "Visit you within a day"
    page.save()
    shown = joint.client.get("/en/help/arrest/").content.decode()
    assert "<h1>Arrested</h1>" in shown
    assert "Visit you within a day" in shown
    assert "Arrested" in joint.client.get("/en/help/").content.decode()
    draft = page.make_preview_request(preview_mode=page.default_preview_mode)
    assert "<h1>Arrested</h1>" in draft.content.decode()
    HelpPage.objects.all().delete()
    assert "Arrest or detention" in joint.client.get("/en/help/arrest/").content.decode()
    assert len(trouble.titles("zh-hant")) == len(trouble.KINDS)


def test_an_emergency_stands_first_and_has_a_page(joint: Joint) -> None:
    quiet = joint.client.get("/en/offices/london/emergency/")
    assert "No emergency notice is in force" in quiet.content.decode()
    emergency()
    for path in ("/en/help/", "/en/help/in/gb/", "/zh-hant/help/arrest/ie/", "/ar/offices/london/help/"):
        page = joint.client.get(path).content.decode()
        assert page.index("Earthquake") < page.index("<h1>"), path
        assert "/offices/london/emergency/" in page, path
    assert "Earthquake" not in joint.client.get("/en/help/in/jp/").content.decode()
    assert "/en/offices/london/emergency/" in joint.client.get("/en/offices/london/").content.decode()
    page = joint.client.get("/en/offices/london/emergency/").content.decode()
    for words in ("Leave the building.", "Hyde Park", "tel:+442079460999", "tel:+447700900000"):
        assert words in page
    assert page.index("Trains run again.") < page.index("The airport is closed.")
    assert len(brotli.compress(page.encode(), quality=7)) < BUDGET / 2


def test_an_alert_names_the_countries_and_reaches_the_offices_that_serve_them(joint: Joint) -> None:
    tokyo = Office.objects.create(
        slug="tokyo",
        country="JP",
        region="asia-pacific",
        time_zone="Asia/Tokyo",
        languages=["en"],
        serves=["JP"],
    )
    tokyo.texts.create(language="en", name="Office in Tokyo", city="Tokyo", address="1 Street")
    alert = emergency(countries=[("country", "JP"), ("country", "IS")])
    assert alert.offices() == {tokyo.pk}
    assert "Earthquake" in joint.client.get("/en/help/in/is/").content.decode()
    assert "Earthquake" not in joint.client.get("/en/help/in/gb/").content.decode()
    assert "Japan" in joint.client.get(alert.url).content.decode()


def test_the_pages_lie_on_disk_before_anybody_asks(joint: Joint, tmp_path: Path) -> None:
    paths = [path for path in trouble.addresses() if path.startswith(("/en/help/", "/en/offices/"))]
    made = warm(tmp_path, WSGIHandler(), "localhost", paths, at_most=100)
    assert made == len(paths) > 10
    store = Store(tmp_path, Bulletin(tmp_path))
    kept = store.get(("localhost", "/en/help/arrest/gb/"))
    assert kept is not None
    assert b"Office in London" in kept.variants[""].body
    assert warm(tmp_path, WSGIHandler(), "localhost", paths, at_most=100) == 0
    announce(tmp_path, Change.UPDATE, ["offices"])
    assert warm(tmp_path, WSGIHandler(), "localhost", paths, at_most=100) == 0  # an old copy is a reserve too
    announce(tmp_path, Change.WITHDRAW, ["alerts"])
    assert warm(tmp_path, WSGIHandler(), "localhost", paths, at_most=3) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_shipped_words_are_whole_in_every_language(language: str) -> None:
    with translation.override(language):
        words = trouble.shipped(language)
        assert tuple(words) == trouble.KINDS
        for kind, found in words.items():
            assert len(found["steps"]) == len(trouble.shipped("en")[kind]["steps"])
            assert found["can"]
            assert found["cannot"]
