"""Reading, from the question which office serves me to the steps of a service, script off."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("language", "country"), [("en", "Ireland"), ("zh-hant", "愛爾蘭")])
def test_a_visitor_finds_their_office_and_a_service(visit: Visit, language: str, country: str) -> None:
    page = visit(f"/{language}/", script=False, width=390)
    page.fill("main form [type=text], main form [name=country]", country)
    page.locator("main form button").first.click()
    page.locator("main a[href$='/offices/london/']").first.click()
    assert "+44 7700 900018" in page.inner_text("main")
    page.locator("main a[href$='/services/passport-renewal/']").first.click()
    assert page.locator("main ol li").count() >= 3
    page.locator("main a.button[href$='/apply/']").first.click()
    assert page.locator("main form").count() == 1
    assert page.context.cookies() == []


def test_a_country_that_no_office_serves_is_answered_honestly(visit: Visit) -> None:
    page = visit("/en/", script=False)
    page.fill("main form [type=text], main form [name=country]", "Atlantis")
    page.locator("main form button").first.click()
    assert page.locator("main h1").count() == 1
    assert "“Atlantis”" in page.inner_text("main .answer")
    assert page.input_value("main [name=country]") == "Atlantis"
    page.fill("main [name=country]", "Iceland")
    page.locator("main form button").first.click()
    assert page.locator("main .answer").inner_text().count("Iceland") >= 1


def test_a_link_that_leaves_names_its_destination_first(visit: Visit) -> None:
    page = visit("/en/offices/london/", script=False)
    link = page.locator("main a[href*='/leaving/']").first
    link.click()
    assert page.locator("main a[rel~=noopener], main a[rel~=external], main a.button").count() >= 1
    assert "/en/leaving/" in page.url
