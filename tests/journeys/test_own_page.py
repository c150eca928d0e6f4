"""The member's own page, with script and without, in three languages: details, preferences, a saved page,
alerts of an office, a copy, another session ended, leaving."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import Visit
from tests.journeys.people import fill, newest_mail
from tests.running import Running

pytestmark = pytest.mark.browser
PASSWORD = "violet harbour ladder 47"


def press(page: Page, which: str = "main form button") -> None:
    page.locator(which).first.click()
    page.wait_for_load_state()


def password_again(page: Page) -> None:
    if page.locator("main [name=password]").count():
        fill(page, password=PASSWORD)
        press(page)


def entered(page: Page, language: str, address: str) -> Page:
    page.goto(f"/{language}/account/login/")
    if page.locator("[name=login]").count():
        fill(page, login=address, password=PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_load_state()
    return page


def registered(running: Running, page: Page, address: str) -> None:
    fill(page, email=address, name="林美玲", password1=PASSWORD, password2=PASSWORD, terms="on")
    page.press("[name=password2]", "Enter")
    page.wait_for_load_state()
    page.goto(newest_mail(running, address).links[0])
    press(page)


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("language", ["en", "zh-hant", "ar"])
def test_a_member_minds_their_own_page(running: Running, visit: Visit, language: str, script: bool) -> None:
    address = f"own.page.{language}.{int(script)}@example.org"
    page = visit(f"/{language}/account/signup/", script=script, width=390)
    registered(running, page, address)
    account = f"/{language}/account/"
    entered(page, language, address)

    page.goto(f"{account}details/")
    fill(page, name="王大明", phone="call me")
    press(page)
    assert page.locator("main [aria-invalid=true]").count() == 1
    assert page.input_value("[name=name]") == "王大明"
    fill(page, phone="+886 2 2348 2999", country="TW")
    press(page)
    assert "林美玲" in page.inner_text("main")  # what it was before

    page.goto(f"{account}preferences/")
    fill(page, text="large")
    press(page)
    assert page.get_attribute("html", "data-text") == "large"

    page.goto(f"/{language}/offices/")
    office = page.locator("main a[href*='/offices/']").first.get_attribute("href")
    page.goto(str(office))
    page.locator("main a[href*='/account/saved/add/']").click()
    press(page)
    assert page.locator(f"main a[href='{office}']").count() == 1
    page.goto(str(office))
    page.locator("main a[href*='/account/offices/?office=']").click()
    press(page, "main form:has([name=office]:not(button)) button")
    assert page.locator("main button[name=office]").count() == 1

    other = entered(visit(f"/{language}/", script=script), language, address)
    other.goto(account)
    assert other.get_attribute("html", "data-text") == "large"
    page.goto(f"{account}sessions/")
    press(page, "main button[value=others]")
    other.goto(account)
    assert "/account/login/" in other.url

    page.goto(f"{account}export/")
    password_again(page)
    with page.expect_download() as saving:
        page.locator("main a[href*='format=json']").click()
    copy = json.loads(Path(saving.value.path()).read_text("utf-8"))
    assert copy["details"][0]["text"]
    assert copy["saved"][0]["address"] == office

    page.goto(f"{account}leave/")
    password_again(page)
    page.locator("main form [type=checkbox]").check()
    press(page)
    assert "/left/" in page.url
    page.goto(account)
    assert "/account/login/" in page.url
