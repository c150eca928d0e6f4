"""Every type of page: accessible, valid, no wider than a telephone, the same with script off."""

from __future__ import annotations

import re
from typing import Literal

import pytest

from tests.accessibility import assert_accessible, assert_valid_html
from tests.journeys.conftest import Visit
from tests.running import Running

pytestmark = pytest.mark.browser

PAGES = (
    "",
    "offices/",
    "offices/?country=SA",
    "offices/riyadh/",
    "offices/riyadh/news/",
    "offices/riyadh/services/",
    "offices/riyadh/services/passport-renewal/",
    "offices/riyadh/alerts/",
    "offices/riyadh/contact/",
    "offices/riyadh/help/",
    "offices/riyadh/emergency/",
    "help/",
    "help/arrest/",
    "help/in/jp/",
    "help/death/jp/",
    "help/in/pt/",
    "help/?country=Atlantis",
    "services/",
    "services/passport-renewal/",
    "services/passport-renewal/apply/",
    "mailbox/",
    "cases/",
    "surveys/how-did-we-do/",
    "surveys/how-did-we-do/results/",
    "policy/",
    "policy/history/",
    "policy/history/1/",
    "policy/contact/",
    "policy/data/",
    "cookies/",
    "assurance/",
    "statistics/",
    "search/?q=passport",
    "account/login/",
    "account/signup/",
    "account/password/reset/",
)
LIGHT = 14 * 1024  # bytes of HTML and CSS, compressed: what a first round trip carries
LOOKS = (
    ("en", 1280, "light"),
    ("zh-hant", 320, "light"),
    ("ja", 390, "light"),
    ("es", 320, "light"),
    ("ar", 390, "dark"),
)
WRITES = {"ja": "tokyo", "es": "madrid"}


def paths(language: str) -> list[str]:
    """The pages, at an office that writes in the language."""
    return [path.replace("riyadh", WRITES.get(language, "riyadh")) for path in PAGES]


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_pages_are_accessible_and_fit(
    visit: Visit, language: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = visit(f"/{language}/", width=width)
    page.emulate_media(color_scheme=scheme)
    for path in paths(language):
        answer = page.goto(f"/{language}/{path}")
        assert answer is not None
        assert answer.status == (422 if path.endswith("Atlantis") else 200), path
        assert_accessible(page)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{path} is {wide} px too wide"
        assert page.locator("h1").count() == 1, path


@pytest.mark.parametrize("language", ["en", "zh-hant", "ja", "es", "ar"])
def test_pages_are_valid_html(running: Running, language: str) -> None:
    client = running.client()
    assert_valid_html(*(client.get(f"/{language}/{path}").body.decode() for path in paths(language)))


def test_the_text_is_the_same_with_script_off(visit: Visit) -> None:
    on, off = visit("/en/"), visit("/en/", script=False)
    for path in PAGES[:20]:
        on.goto(f"/en/{path}")
        off.goto(f"/en/{path}")
        assert on.inner_text("main") == off.inner_text("main"), path


def test_nothing_comes_from_elsewhere(visit: Visit, running: Running) -> None:
    page = visit("/en/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in PAGES[:8]:
        page.goto(f"/en/{path}")
    assert all(url.startswith(running.origin) for url in asked)
    assert page.context.cookies() == []


@pytest.mark.parametrize("language", ["en", "zh-hant", "ja", "es", "ar"])
def test_the_first_view_is_light(running: Running, language: str) -> None:
    client, heavy = running.client(), {}
    packed = {"Accept-Encoding": "br, gzip"}
    for path in PAGES:
        page = client.get(f"/{language}/{path}", headers=packed)
        sheet = re.search(r'href="(/static/[^"]+\.css)"', page.body.decode())
        assert sheet is not None
        style = client.get(sheet[1], headers=packed)
        assert b"{" in style.body
        weight = sum(int(answer.header("content-length")) for answer in (page, style))
        if weight > LIGHT or not page.header("content-encoding"):
            heavy[path] = weight
    assert not heavy
