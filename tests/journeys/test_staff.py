"""Staff: the second factor, the policy revised by two people and live at once."""

from __future__ import annotations

import time

import pytest

from tests.journeys.conftest import Desk, Visit
from tests.journeys.people import account, fill, sign_in
from tests.running import Running, wait_for

pytestmark = pytest.mark.browser


def test_no_desk_opens_before_the_second_factor(running: Running, visit: Visit) -> None:
    officer = account(running, "security officer")
    page = visit("/en/account/login/", script=False)
    fill(page, login=officer["email"], password=officer["password"])
    page.press("[name=password]", "Enter")
    page.wait_for_load_state()
    page.goto("/staff/")
    assert "/account/" in page.url
    page = visit("/en/", script=False)
    sign_in(page, officer)
    page.goto("/staff/")
    assert page.url.endswith("/staff/")


def test_a_case_officer_opens_no_desk_of_others(desk: Desk) -> None:
    page = desk("case officer")
    for path in ("/staff/disclosures/", "/staff/security/", "/staff/grants/", "/staff/policy/"):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 403, path


def test_a_policy_revision_is_live_everywhere_within_a_second(running: Running, desk: Desk) -> None:
    before = running.get("/ar/offices/").body
    writer = desk("privacy officer")
    writer.goto("/staff/policy/revise/")
    for language, old, new in (
        ("en", "> First version.", "> We say how long backups are kept."),
        ("zh-hant", "> 第一版。", "> 說明備份保存多久。"),
        ("ar", "> الإصدار الأول.", "> نبيّن مدة حفظ النسخ الاحتياطية."),
    ):
        field = writer.locator(f"[name=words-{language}]")
        field.fill(field.input_value().replace(old, new))
    writer.locator("main form button").last.click()
    assert writer.locator(".error-summary").count() == 0
    publisher = desk("second privacy officer")
    publisher.goto("/staff/policy/")
    publisher.get_by_role("button", name="Put it in force now").click()
    pressed = time.monotonic()
    for path in ("/ar/offices/", "/en/", "/zh-hant/policy/", "/en/offices/london/"):
        wait_for(lambda path=path: b'data-policy-version="2"' in running.get(path).body, 5, path)  # type: ignore[misc]  # bound
    assert time.monotonic() - pressed < 3
    assert b'data-policy-version="1"' in before
    assert running.get("/en/policy/history/2/differences/").status == 200
