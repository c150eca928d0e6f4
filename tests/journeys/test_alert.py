"""An emergency alert: one signature, on every page it concerns within a second."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.people import account, sign_in
from tests.running import Running, wait_for

pytestmark = pytest.mark.browser
TITLE = "Earthquake drill in London: stay indoors"


@pytest.fixture
def editor(browser: Browser, running: Running) -> Page:
    """The publisher of London in Wagtail's editor, which needs script."""
    context = browser.new_context(base_url=running.origin, ignore_https_errors=True, locale="en-GB")
    context.set_default_timeout(20_000)
    page = context.new_page()
    sign_in(page, account(running, "publisher", "london"))
    return page


def test_an_emergency_alert_is_everywhere_within_a_second(running: Running, editor: Page) -> None:
    pages = ("/en/", "/en/offices/london/", "/en/offices/london/services/", "/en/offices/london/alerts/")
    for path in pages:
        assert TITLE.encode() not in running.get(path).body
    editor.goto(alerts_of_london(editor))
    editor.fill("[name=title]", TITLE)
    editor.locator("[name=slug]").evaluate("(field) => { field.value = 'earthquake-drill'; }")  # behind a tab
    editor.select_option("[name=level]", label="Emergency")
    editor.fill("[name=summary]", "This is a drill of the demonstration.")
    editor.select_option("[name=classification]", label="Public", force=True)  # behind a tab
    editor.locator("[name=action-publish]").evaluate("button => button.click()")
    editor.wait_for_url(re.compile(r"/staff/editor/pages/\d+/$"))
    published = time.monotonic()
    for path in pages:
        wait_for(lambda path=path: TITLE.encode() in running.get(path).body, 5, path)  # type: ignore[misc]  # bound
    assert time.monotonic() - published < 3
    assert TITLE.encode() not in running.get("/en/offices/berlin/").body


def alerts_of_london(editor: Page) -> str:
    """Where a new alert below London's alerts is written."""
    editor.goto("/staff/editor/pages/search/?q=alerts&content_type=publishing.alertindexpage")
    for link in editor.locator("main table a").all():
        address = link.get_attribute("href") or ""
        found = re.search(r"/pages/(\d+)/edit/", address)
        if found:
            editor.goto(address)
            if editor.locator("a[href*='/en/offices/london/alerts/']").count():
                return f"/staff/editor/pages/add/publishing/alertpage/{found[1]}/"
    raise AssertionError("the alerts of London were not found")
