"""Choosing a time, changing it and cancelling it, from the status page and without script."""

from __future__ import annotations

import datetime as dt
from typing import Any

import icalendar
import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import Desk, Visit
from tests.journeys.inside import CASE, put
from tests.journeys.people import fill, newest_mail
from tests.running import Running

pytestmark = pytest.mark.browser
LANGUAGES = ("en", "zh-hant", "ar")
BOOKED = "main .panel-number time"


def writer(language: str) -> str:
    return f"comes.{language}@example.org"


@pytest.fixture(scope="module")
def cases(running: Running) -> dict[str, Any]:
    """An application in each language, at an office that receives people for it."""
    return put(running, CASE, writers={language: writer(language) for language in LANGUAGES})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_time_is_chosen_changed_and_cancelled(
    running: Running, visit: Visit, desk: Desk, cases: dict[str, Any], language: str
) -> None:
    case = cases[language]
    page = visit(f"/{language}/cases/", script=False, width=390)
    fill(page, number=case["number"], secret=case["secret"])
    go(page, "main form button")
    go(page, "main a[href*='/appointments/']")
    assert f"/{language}/appointments/" in page.url
    assert page.locator(BOOKED).count() == 0

    fill(page, people="2")
    go(page, "main form[method=get] button")
    first = choose(page)
    told = newest_mail(running, writer(language))
    assert f"/{language}/appointments/" in told.text

    page.goto(page.url)
    second = choose(page)
    assert second != first
    file = page.request.get(str(page.get_attribute("main a[href$='.ics']", "href")))
    event = icalendar.Calendar.from_ical(file.text()).walk("VEVENT")[0]
    assert event.decoded("dtstart") == dt.datetime.fromisoformat(second)

    officer = desk("case officer")
    officer.goto(f"/staff/appointments/?day={second[:10]}")
    assert case["number"] in officer.inner_text("main")

    page.locator("main details summary").first.click()
    go(page, "main form[action$='/cancel/'] button")
    assert page.locator(BOOKED).count() == 0
    officer.reload()
    assert case["number"] not in officer.inner_text("main")
    assert page.context.cookies() == []


def choose(page: Page) -> str:
    """Take the first time offered, or to change it the second; when it is, as machines read it."""
    before = page.get_attribute(BOOKED, "datetime") if page.locator(BOOKED).count() else None
    go(page, "main .times button >> nth=1" if before else "main .times button >> nth=0")
    return str(page.get_attribute(BOOKED, "datetime"))


def go(page: Page, which: str) -> None:
    page.locator(which).first.click()
    page.wait_for_load_state()
