"""A browser that refuses every cookie reads, writes, asks and answers; only signing in says that it cannot."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import CHROMIUM, QUIET
from tests.journeys.people import fill, newest_mail
from tests.running import Running

pytestmark = pytest.mark.browser
REFUSED = {"profile": {"default_content_setting_values": {"cookies": 2}}}


@pytest.fixture(scope="module")
def page(browser: Browser, running: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """One page of a browser that somebody has told to block all cookies and storage."""
    profile = tmp_path_factory.mktemp("profile")
    preferences = Path(profile, "Default", "Preferences")
    preferences.parent.mkdir()
    preferences.write_text(json.dumps(REFUSED))
    context = browser.browser_type.launch_persistent_context(
        profile,
        executable_path=CHROMIUM,
        args=["--no-sandbox", *QUIET],
        base_url=running.origin,
        ignore_https_errors=True,
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto("/en/")
    assert page.evaluate("document.cookie = 'tried=1', document.cookie") == ""
    yield page
    context.close()


def test_it_reads_searches_and_chooses_a_language(page: Page) -> None:
    page.goto("/en/")
    page.locator("main input[name=country]").fill("Ireland")
    page.locator("main form.finder button").click()
    assert page.locator("main h3").count() > 0
    page.goto("/en/offices/london/")
    page.locator("header a[hreflang=zh-Hant]").click()
    assert page.url.endswith("/zh-hant/offices/london/")
    page.goto("/ja/search/?q=%E6%97%85%E5%88%B8")
    assert page.locator("main mark").count() > 0


def test_it_writes_to_the_minister(page: Page, running: Running) -> None:
    page.goto("/es/mailbox/")
    fill(
        page,
        name="陳大文",
        email="no-cookies@example.org",
        office="london",
        matter="question",
        words__letter="¿Cuándo abren?",
        statement="on",
    )
    page.locator("main .buttons button[value=check]").click()
    page.locator("main form button[name=step][value=send]").click()
    assert newest_mail(running, "no-cookies@example.org").links


def test_it_answers_a_survey(page: Page) -> None:
    page.goto("/en/surveys/how-did-we-do/")
    for button, given in (
        ("on", {"came-for": "visa", "found": "yes"}),
        ("check", {"satisfied": "4"}),
        ("send", {}),
    ):
        fill(page, **given)
        page.locator(f"main button[name=next][value={button}]").click()
        page.wait_for_load_state()
        assert page.locator(".error-summary").count() == 0
    assert page.locator("main form").count() == 0


def test_it_begins_an_application(page: Page) -> None:
    page.goto("/en/offices/london/services/document-authentication/apply/")
    page.locator("main input[type=radio]").first.check()
    page.locator("main form button").last.click()
    assert page.locator(".error-summary").count() == 0
    assert "/draft/" in page.url


def test_signing_in_says_why_it_cannot(page: Page) -> None:
    page.goto("/en/account/login/")
    fill(page, login="member@example.org", password="a wrong but long password")
    page.locator("main form button").first.click()
    assert "cookie" in page.inner_text("main").lower()
    assert page.context.cookies() == []
