"""Registering, confirming, signing in on a shared computer, seeing one's own, leaving."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.people import fill, newest_mail
from tests.running import Running

pytestmark = pytest.mark.browser
PASSWORD = "violet harbour ladder 47"


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("language", ["en", "zh-hant", "ar"])
def test_a_member_registers_looks_around_and_leaves(
    running: Running, visit: Visit, language: str, script: bool
) -> None:
    address = f"member.{language}.{int(script)}@example.org"
    page = visit(f"/{language}/account/signup/", script=script)
    fill(page, email=address, name="林美玲", password1=PASSWORD, password2=PASSWORD, terms="on")
    page.locator("main form button").last.click()
    page.wait_for_load_state()
    page.goto(newest_mail(running, address).links[0])
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    page.goto(f"/{language}/account/login/")
    if page.locator("[name=login]").count():
        fill(page, login=address, password=PASSWORD, shared="on")
        page.locator("main form button").first.click()
        page.wait_for_load_state()
    page.goto(f"/{language}/account/")
    assert "林美玲" in page.inner_text("main")
    assert any(cookie["name"] == "__Host-session" for cookie in page.context.cookies())
    page.goto(f"/{language}/account/leave/")
    if page.locator("main [name=password]").count():
        fill(page, password=PASSWORD)
        page.locator("main form button").first.click()
        page.wait_for_load_state()
    page.locator("main form [type=checkbox]").check()
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    assert "/left/" in page.url
    page.goto(f"/{language}/account/")
    assert "/account/login/" in page.url


def test_the_back_button_shows_nothing_after_signing_out(running: Running, visit: Visit) -> None:
    member = next(row for row in running.credentials() if row["role"] == "member")
    page = visit("/en/account/login/", script=False)
    fill(page, login=member["email"], password=member["password"], shared="on")
    page.locator("main form button").first.click()
    page.goto("/en/account/")
    assert member["email"] in page.inner_text("main")
    page.goto("/en/account/logout/")
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    assert "close" in page.inner_text("main").lower()
    page.go_back()
    page.go_back()
    assert member["email"] not in page.content()
