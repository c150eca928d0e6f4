"""Search in every language: folded words, highlights, below one office, with a way on from nothing."""

from __future__ import annotations

import pytest

from legation.offices.models import Office, Region
from legation.publishing.search import search
from legation.publishing.search_words import folded, found_places
from tests.publishing.conftest import Joint

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Información", "informacion"),
        ("año", "ANO"),
        ("إقامة", "اقامه"),
        ("مُصَدَّقَة", "مصدقة"),
        ("Ｐａｓｓｐｏｒｔ", "passport"),
        ("Straße", "strasse"),
    ],
)
def test_one_form_for_what_is_written_in_different_ways(written: str, asked: str) -> None:
    assert folded(written) == folded(asked)


def test_voiced_kana_are_no_accents() -> None:
    assert folded("がん") != folded("かん")


def test_words_are_marked_as_they_are_written() -> None:
    text = "La Información: مُصَدَّقَة"
    marks = [text[start:end] for start, end in found_places(text, [folded("informacion"), folded("مصدقة")])]
    assert marks == ["Información", "مُصَدَّقَة"]


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("language", "written", "asked", "mark"),
    [
        ("zh-hant", ("倫敦行動領務", "本處受理換發護照及文件驗證。"), "護照", "<mark>護照</mark>"),
        ("en", ("Café hours", "The naïve heron."), "naive", "<mark>naïve</mark>"),
        ("en", ("Heron & <b>", "Seen."), "heron", "<mark>Heron</mark> &amp; &lt;b&gt;"),
    ],
)
def test_found_and_marked(
    joint: Joint, language: str, written: tuple[str, str], asked: str, mark: str
) -> None:
    page = joint.news(*written, language=language)
    for words in (asked, asked.upper()):
        hit = next(hit for hit in search(words, language) if hit.url == page.url)
        assert mark in hit.title + hit.excerpt


@pytest.mark.postgresql
def test_titles_come_first_and_hidden_pages_never(joint: Joint) -> None:
    text = joint.news("Something else", "Heron, heron, heron.")
    title = joint.news("Heron", "Nothing.")
    joint.news("Heron restricted", "Heron.", classification="restricted")
    joint.news("Heron withdrawn", "Heron.").unpublish()
    assert [hit.url for hit in search("heron", "en")] == [title.url, text.url]


def test_the_rest_of_the_site_is_found_too(joint: Joint) -> None:
    assert "/en/cookies/" in [hit.url for hit in search("cookies", "en")]
    assert "/en/help/lost-passport/" in [hit.url for hit in search("lost passport", "en")]
    assert "/ja/offices/london/" in [hit.url for hit in search("london", "ja")]
    assert "/en/offices/london/" in [hit.url for hit in search("office in london", "en")]


def test_below_one_office_only_what_is_its_own(joint: Joint, london: Office) -> None:
    other = Office.objects.create(
        slug="paris", country="FR", region=Region.EUROPE, time_zone="Europe/Paris", languages=["en"]
    )
    other.texts.create(language="en", name="Office in Paris", city="Paris", address="1 Rue")
    page = joint.news("Heron", "Seen.")
    assert [hit.url for hit in search("heron", "en", london)] == [page.url]
    assert search("heron", "en", other) == []
    answer = joint.client.get("/en/offices/london/search/?q=heron")
    assert page.url in answer.content.decode()
    form = joint.client.get(page.url).content.decode()
    assert '<input type="hidden" name="office" value="london">' in form
    assert joint.client.get("/en/offices/atlantis/search/?q=x").status_code == 404


def test_nothing_found_leads_on(joint: Joint) -> None:
    joint.news("蒼鷺 heron", "看見了。", language="zh-hant")
    page = joint.client.get("/en/search/?q=heron").content.decode()
    assert "/en/offices/?country=heron" in page
    assert 'href="/zh-hant/search/?q=heron" lang="zh-Hant"' in page
    assert joint.client.get("/en/search/", {"q": "<x>&'\""}).status_code == 200
