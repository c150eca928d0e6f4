"""A page that is missing in a language is shown in another one, and says so; never 404."""

from __future__ import annotations

import re

import pytest

from legation.publishing.models import NewsPage, OfficePage
from tests.publishing.conftest import Joint

BELOW = ["", "contact/", "news/", "services/", "services/visa/", "alerts/", "alerts/storms/"]


@pytest.mark.parametrize("below", BELOW)
def test_an_office_is_shown_in_its_first_language(joint: Joint, below: str) -> None:
    response = joint.client.get(f"/ja/offices/london/{below}")
    page = response.content.decode()
    assert response.status_code == 200
    assert '<html lang="ja" dir="ltr"' in page
    assert 'lang="en" dir="ltr"' in page
    assert "日本語" in page
    assert f'<link rel="canonical" href="https://localhost:8443/en/offices/london/{below}">' in page
    assert '<meta name="robots" content="noindex">' in page
    assert 'rel="alternate" hreflang' not in page.partition("</head>")[0]
    assert not response.cookies
    tags = response.headers["Legation-Tags"].split()
    assert {"offices", "office:london"} <= set(tags)


def test_the_frame_keeps_the_direction_of_the_language_asked_for(joint: Joint) -> None:
    page = joint.client.get("/ar/offices/london/").content.decode()
    assert '<html lang="ar" dir="rtl"' in page
    assert '<div lang="en" dir="ltr"><h1>' in page.replace("\n", "")


def test_only_the_languages_of_the_office_are_offered(joint: Joint) -> None:
    for address in ("/en/offices/london/", "/ja/offices/london/"):
        page = joint.client.get(address).content.decode()
        masthead = page.partition("<main")[0]
        assert set(re.findall(r'<a href="([^"]+)" lang=', masthead)) == {
            "/en/offices/london/",
            "/zh-hant/offices/london/",
        }


def test_links_of_the_content_stay_in_the_language_asked_for(joint: Joint) -> None:
    main = (
        joint.client.get("/ja/offices/london/").content.decode().partition("<main")[2].partition("</main")[0]
    )
    assert 'href="/ja/offices/london/services/visa/"' in main
    assert 'href="/ja/offices/london/contact/"' in main
    assert 'href="/en/offices/london/services' not in main


def test_it_ends_when_the_translation_appears_or_the_source_goes(joint: Joint) -> None:
    page = joint.news("Heron", "Seen.", slug="heron")
    assert joint.client.get("/zh-hant/offices/london/news/heron/").status_code == 200
    translated = joint.news("蒼鷺", "看見了。", language="zh-hant", slug="heron")
    assert "蒼鷺" in joint.client.get("/zh-hant/offices/london/news/heron/").content.decode()
    translated.delete()
    NewsPage.objects.get(pk=page.pk).unpublish()
    assert joint.client.get("/zh-hant/offices/london/news/heron/").status_code == 404


def test_another_address_in_the_language_asked_for_is_gone_to(joint: Joint) -> None:
    page = joint.news("Heron", "Seen.", slug="heron")
    joint.news("蒼鷺", "看見了。", language="zh-hant", slug="cang-lu", translation_key=page.translation_key)
    response = joint.client.get("/zh-hant/offices/london/news/heron/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/zh-hant/offices/london/news/cang-lu/"


def test_what_is_not_public_is_not_shown_in_another_language_either(joint: Joint) -> None:
    joint.news("Heron", "Seen.", slug="heron", classification="internal")
    assert joint.client.get("/ja/offices/london/news/heron/").status_code == 404
    office = OfficePage.objects.get(locale__language_code="en")
    office.classification = "restricted"
    office.save()
    page = joint.client.get("/ja/offices/london/news/").content.decode()
    assert 'lang="zh-Hant" dir="ltr"' in page


def test_a_home_page_that_is_missing_is_shown_in_the_first_language(joint: Joint) -> None:
    joint.home("es").unpublish()
    page = joint.client.get("/es/").content.decode()
    assert '<html lang="es"' in page
    assert '<meta name="robots" content="noindex">' in page


def test_it_stands_in_no_map_and_no_other_language_is_answered(joint: Joint) -> None:
    assert "/ja/offices/london/" not in joint.client.get("/sitemap.xml").content.decode()
    for address in ("/de/offices/london/", "/ja/offices/atlantis/", "/ja/offices/london/x/"):
        assert joint.client.get(address).status_code == 404, address


def test_readers_of_any_other_language_are_given_the_first(joint: Joint) -> None:
    head = joint.client.get("/zh-hant/offices/london/").content.decode().partition("</head>")[0]
    assert 'hreflang="x-default" href="https://localhost:8443/en/offices/london/"' in head
    assert 'hreflang="zh-Hant" href="https://localhost:8443/zh-hant/offices/london/"' in head


def test_a_list_of_news_says_what_there_is_in_other_languages(joint: Joint) -> None:
    joint.news("Heron", "Seen.")
    page = joint.client.get("/zh-hant/offices/london/news/").content.decode()
    assert "Heron" not in page
    assert 'href="/en/offices/london/news/" lang="en" hreflang="en">English</a>' in page


def test_news_lead_to_what_came_before_and_after(joint: Joint) -> None:
    first = joint.news("First", "x")
    second = joint.news("Second", "x")
    assert f'href="{second.url}" rel="next"' in joint.client.get(first.url).content.decode()
    assert f'href="{first.url}" rel="prev"' in joint.client.get(second.url).content.decode()
