"""Feeds and the map of the site are valid, complete, and hold nothing that has no page."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from legation.publishing import sitemap
from legation.publishing.models import SitePage
from tests.publishing.conftest import Joint

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
FEEDS = [
    "/en/feed.atom",
    "/zh-hant/feed.atom",
    "/ar/feed.atom",
    "/en/offices/london/feed.atom",
    "/en/alerts.atom",
    "/zh-hant/alerts.atom",
    "/en/offices/london/alerts.atom",
]


def text(element: ET.Element | None, name: str) -> str:
    assert element is not None
    return str(element.findtext(f"{ATOM}{name}") or "")


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_is_valid_atom(joint: Joint, address: str) -> None:
    """RFC 4287: id, title, updated and author of the feed; id, title, updated and a link of each entry."""
    response = joint.client.get(address)
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert response.headers["Legation-Tags"]
    feed = ET.fromstring(response.content)
    assert feed.tag == f"{ATOM}feed"
    assert text(feed, "id").endswith(address)
    assert text(feed, "title")
    assert TIME.fullmatch(text(feed, "updated"))
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    assert any(
        link.get("rel") == "self" and link.get("href") == f"https://localhost:8443{address}"
        for link in feed.findall(f"{ATOM}link")
    )
    entries = feed.findall(f"{ATOM}entry")
    if "/ar/" not in address:
        assert entries
    for entry in entries:
        assert text(entry, "title")
        assert TIME.fullmatch(text(entry, "updated"))
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert link.get("href") == text(entry, "id")
    assert len({text(entry, "id") for entry in entries}) == len(entries)


def test_alerts_say_their_level_and_only_those_of_the_office(joint: Joint) -> None:
    feed = ET.fromstring(joint.client.get("/en/offices/london/alerts.atom").content)
    assert text(feed.find(f"{ATOM}entry"), "title").startswith("Warning: ")
    assert joint.client.get("/en/offices/atlantis/alerts.atom").status_code == 404
    assert joint.client.get("/en/offices/atlantis/feed.atom").status_code == 404


def addresses(joint: Joint, path: str = "/sitemap.xml") -> dict[str, dict[str, str]]:
    """Each address with its languages."""
    root = ET.fromstring(joint.client.get(path).content)
    return {
        str(entry.findtext(f"{MAP}loc")): {
            str(link.get("hreflang")): str(link.get("href")) for link in entry.findall(LINK)
        }
        for entry in root.findall(f"{MAP}url")
    }


def test_the_map_names_every_published_page_with_its_languages(joint: Joint) -> None:
    found = addresses(joint)
    origin = "https://localhost:8443"
    for page in SitePage.objects.published():
        if page.url:
            assert f"{origin}{page.url}" in found
    assert found[f"{origin}/en/offices/london/"] == {
        "en": f"{origin}/en/offices/london/",
        "zh-Hant": f"{origin}/zh-hant/offices/london/",
    }
    assert f"{origin}/ja/policy/" in found
    for languages in found.values():
        assert set(languages.values()) <= set(found)


def test_a_large_map_comes_in_parts(joint: Joint, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = addresses(joint)
    monkeypatch.setattr(sitemap, "MOST_IN_A_PART", 10)
    root = ET.fromstring(joint.client.get("/sitemap.xml").content)
    assert root.tag == f"{MAP}sitemapindex"
    parts = [str(place.text).removeprefix("https://localhost:8443") for place in root.iter(f"{MAP}loc")]
    assert len(parts) > 1
    together: dict[str, dict[str, str]] = {}
    for part in parts:
        together |= addresses(joint, part)
    assert together == whole
    assert joint.client.get(f"/sitemap-{len(parts) + 1}.xml").status_code == 404
    assert joint.client.get("/sitemap-0.xml").status_code == 404


def test_a_page_brings_its_own_card_and_no_third_party(joint: Joint) -> None:
    head = joint.client.get("/zh-hant/offices/london/").content.decode().partition("</head>")[0]
    assert re.search(r'og:image" content="https://localhost:8443/static/web/card\S*\.png"', head)
    assert 'og:locale" content="zh_TW"' in head
    assert 'href="/zh-hant/offices/london/feed.atom"' in head
    for address in re.findall(r'(?:href|content|src)="(https?://[^"]+)"', head):
        assert address.startswith("https://localhost:8443/"), address
