"""Pages answer in their languages, set no cookie, and say on what they depend and until when."""

from __future__ import annotations

import datetime as dt

from django.test import Client

from legation.kernel import clock
from legation.kernel.classification import Classification
from legation.publishing.models import AlertIndexPage, AlertPage
from tests.publishing.conftest import Joint

ADDRESSES = [
    "/en/",
    "/zh-hant/",
    "/ar/",
    "/en/offices/",
    "/ar/offices/",
    "/en/offices/london/",
    "/zh-hant/offices/london/",
    "/en/offices/london/contact/",
    "/en/offices/london/news/",
    "/en/offices/london/services/",
    "/en/offices/london/services/passport-renewal/",
    "/en/offices/london/alerts/",
    "/en/offices/london/alerts/storms/",
    "/en/services/",
    "/en/services/visa/",
    "/zh-hant/services/passport-renewal/",
    "/ar/services/visa/",
    "/en/news/",
    "/en/alerts/",
    "/en/feed.atom",
    "/sitemap.xml",
    "/en/search/",
]
MISSING = [
    "/en/offices/atlantis/",
    "/en/offices/london/contact/x/",
    "/en/nothing/",
    "/en/feed.atom?office=atlantis",
    "/en/search/?office=atlantis",
]


def test_every_address_answers_without_cookie_or_session(joint: Joint) -> None:
    for address in ADDRESSES:
        response = joint.client.get(address)
        assert response.status_code == 200, address
        assert not response.cookies, address
        assert "Cookie" not in response.headers.get("Vary", ""), address
        if "/search/" not in address:
            assert response.headers["Legation-Tags"], address


def test_what_is_not_there_is_404(joint: Joint) -> None:
    for address in MISSING:
        assert joint.client.get(address).status_code == 404, address


def test_a_page_cannot_be_posted_to(joint: Joint) -> None:
    assert joint.client.post("/en/offices/london/").status_code in (403, 405)


def test_the_office_page_expires_when_the_office_opens(joint: Joint, client: Client) -> None:
    with clock.at(dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)):
        response = client.get("/en/offices/london/")
    assert "Closed now, opens today at 09:00" in response.content.decode()
    opens = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
    assert int(response.headers["Legation-Expires"]) == int(opens.timestamp())


def test_which_office_serves_you(joint: Joint) -> None:
    page = joint.client.get("/en/offices/?country=Ireland").content.decode()
    assert "Ireland: this office serves you" in page
    page = joint.client.get("/zh-hant/offices/?country=冰島").content.decode()
    assert "冰島" in page
    page = joint.client.get("/en/offices/", {"country": "<b>\x00" + "x" * 5000}).content.decode()
    assert "<b>" not in page


def test_an_emergency_stands_on_the_pages_of_its_office_until_it_ends(joint: Joint) -> None:
    index = AlertIndexPage.objects.get(locale__language_code="en", office__slug="london")
    ends = clock.now() + dt.timedelta(minutes=5)
    index.add_child(
        instance=AlertPage(
            title="Earthquake",
            slug="earthquake",
            summary="Stay where you are.",
            level="emergency",
            starts_at=clock.now(),
            ends_at=ends,
            classification=Classification.PUBLIC,
        )
    )
    for address in ("/en/", "/en/offices/london/services/visa/", "/zh-hant/offices/london/"):
        response = joint.client.get(address)
        assert "Earthquake" in response.content.decode(), address
        assert int(response.headers["Legation-Expires"]) <= int(ends.timestamp()) + 1
    with clock.at(ends):
        assert "Earthquake" not in joint.client.get("/en/").content.decode()


def test_the_home_page_shows_no_verdict_and_so_survives_the_database(joint: Joint) -> None:
    """The edge answers 503 instead of an old copy to whatever carries the tag of verdicts."""
    assert "assurance" not in joint.client.get("/en/").headers["Legation-Tags"].split()
