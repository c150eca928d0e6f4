"""A letter to the Minister, from writing to the answer, without script and without a cookie."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Desk, Visit
from tests.journeys.people import NUMBER, fill, newest_mail, secret_of
from tests.running import Running

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["en", "zh-hant", "es", "ar"])
def test_a_letter_is_written_confirmed_answered_and_read(
    running: Running, visit: Visit, desk: Desk, language: str
) -> None:
    address = f"writer.{language}@example.org"
    page = visit(f"/{language}/mailbox/", script=False)
    fill(
        page,
        name="陳大文",
        email=address,
        office="london",
        matter="question",
        words__letter="When does <script>alert('the office')</script> open? 何時開放？",
        statement="on",
    )
    page.locator("main .buttons button[value=check]").click()
    assert "&lt;script&gt;" in page.content()
    page.locator("main form button[name=step][value=send]").click()
    assert page.context.cookies() == []
    mail = newest_mail(running, address)
    page.goto(mail.links[0])
    page.locator("main form button").first.click()
    number = NUMBER.search(page.inner_text("main"))
    assert number is not None

    answer(desk, number[0])

    page.goto(f"/{language}/cases/")
    fill(page, number=number[0], secret=secret_of(running, address))
    page.locator("main form button").first.click()
    assert "We open at nine." in page.inner_text("main")
    assert any("We open at nine." in mail.text for mail in [newest_mail(running, address, after=2)])


def answer(desk: Desk, number: str) -> None:
    """The officer drafts, cannot approve; the supervisor approves."""
    officer = desk("case officer")
    officer.goto(f"/staff/cases/{number}/")
    officer.get_by_role("button", name="Assign to me").click()
    officer.locator("textarea[name=words-reply]").fill("We open at nine.")
    officer.get_by_role("button", name="Propose for approval").click()
    assert officer.get_by_role("button", name="Approve and send").count() == 0
    supervisor = desk("supervisor")
    supervisor.goto(f"/staff/cases/{number}/")
    supervisor.get_by_role("button", name="Approve and send").click()
    supervisor.wait_for_load_state()
