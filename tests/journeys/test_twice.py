"""A double click, the Back button, two tabs and a session that ends: nothing is there twice, nothing is lost."""

from __future__ import annotations

from pathlib import Path
from secrets import token_hex

import pytest
from playwright.sync_api import Error

from tests.journeys.conftest import Visit
from tests.journeys.people import NUMBER, fill, letters_to, newest_mail
from tests.journeys.test_application import AT_LONDON, ON
from tests.journeys.test_letter import CHECK, SEND
from tests.journeys.walk import Walk
from tests.running import Running

pytestmark = pytest.mark.browser
PASSWORD = "violet harbour ladder 47"
LETTER = {"matter": "question", "words__letter": "When do you open?", "statement": "on"}
PERSON = {
    "full__name": "王小明",
    "born_day": "2",
    "born_month": "3",
    "born_year": "1990",
    "residence": "GB",
    "with-family": "no",
}


@pytest.mark.parametrize("script", [True, False])
def test_a_letter_sent_by_a_double_click_and_again_after_going_back_is_one(
    running: Running, visit: Visit, script: bool
) -> None:
    address = f"twice.{token_hex(4)}@example.org"
    page = visit("/en/mailbox/", script=script)
    walk = Walk(page, "en", script)
    walk.hurry(CHECK, name="陳大文", email=address, **LETTER)
    twice(walk, SEND)
    page.wait_for_url("**/mailbox/sent/")
    back(walk)
    assert "When do you open?" in walk.text, "going back shows what was written"
    walk.hurry(SEND)
    page.wait_for_url("**/mailbox/sent/")
    link = newest_mail(running, address).links[0]
    assert len(letters_to(running, address)) == 1

    page.goto(link)
    twice(walk, "form button")
    page.wait_for_load_state()
    first = NUMBER.search(walk.text)
    assert first is not None
    page.goto(link)
    walk.hurry("form button")
    again = NUMBER.search(walk.text)
    assert again is not None
    assert again[0] == first[0]
    assert {found[0] for mail in letters_to(running, address) if (found := NUMBER.search(mail.text))} == {
        first[0]
    }


@pytest.mark.parametrize("script", [True, False])
def test_an_application_in_two_tabs_loses_no_answer_and_is_sent_once(
    running: Running, visit: Visit, photo: Path, script: bool
) -> None:
    address = f"tabs.{token_hex(4)}@example.org"
    one = Walk(visit(f"/en/{AT_LONDON}", script=script), "en", script)
    begin(one)
    draft = one.page.url
    two = Walk(one.page.context.new_page(), "en", script)
    # Both tabs are open on the whole form before either saves.
    one.hurry(".task-list li:nth-child(1) a")
    two.page.goto(f"{draft}passport/")
    one.hurry(ON, email=address, **PERSON)
    two.hurry(ON, **{"passport-number": "300000001", "delivery": "collect"})
    two.page.set_input_files("[name=photo]", photo)
    two.hurry(ON, true="on")
    assert "王小明" in two.text
    assert "300000001" in two.text
    one.page.goto(f"{draft}check/")

    twice(two, "form button")
    two.page.wait_for_url("**/done/")
    one.hurry("form button")
    assert one.page.url == two.page.url
    number = NUMBER.search(one.text)
    assert number is not None
    assert number[0] in two.text
    back(one)
    assert NUMBER.search(one.text) is None or number[0] in one.text
    newest_mail(running, address)
    assert len(letters_to(running, address)) == 1


@pytest.mark.parametrize("script", [True, False])
def test_a_session_that_ends_in_the_middle_takes_no_answer_along(
    running: Running, visit: Visit, script: bool
) -> None:
    address = f"ends.{token_hex(4)}@example.org"
    walk = Walk(visit("/en/account/signup/", script=script), "en", script)
    page = walk.page
    registered = {"email": address, "name": "林美玲", "password1": PASSWORD, "password2": PASSWORD}
    walk.hurry("form button", terms="on", **registered)
    walk.page.goto(newest_mail(running, address).links[0])
    walk.hurry("form button")
    enter(walk, address)
    walk.page.goto(f"/en/{AT_LONDON}")
    begin(walk)
    walk.hurry(".task-list li:nth-child(1) a")
    fill(page, email=address, **PERSON)
    page.context.clear_cookies()
    walk.hurry(ON)
    assert page.url.endswith("/passport/"), "the answers are taken without the session too"

    walk.page.goto(f"/en/{AT_LONDON}")
    assert page.locator("main form").count() == 1, "who is signed out is told of no draft"
    enter(walk, address)
    walk.goto(f"/en/{AT_LONDON}")
    assert page.locator("main form").count() == 0, "the draft is offered"
    walk.hurry("a.button")
    assert page.locator("main .task-list .tag.ok").count() == 1
    walk.hurry(".task-list li:nth-child(1) a")
    assert page.input_value("[name=full-name]") == "王小明"
    assert page.input_value("[name=email]") == address


def begin(walk: Walk) -> None:
    """Eligible, until the list of tasks."""
    walk.hurry("form button", **{"has-passport": "yes"})
    walk.hurry("form button", condition="ending")
    assert walk.page.locator("main .task-list").count() == 1


def enter(walk: Walk, address: str) -> None:
    """Sign in, if that is not done yet."""
    walk.page.goto("/en/account/login/")
    if walk.page.locator("[name=login]").count():
        walk.hurry("form button", login=address, password=PASSWORD)


def back(walk: Walk) -> None:
    """Go back. A page that answered a form is kept by no browser: it asks whether to send that form again,
    and here the answer is yes."""
    try:
        walk.page.go_back()
    except Error as refused:
        if "ERR_CACHE_MISS" not in str(refused):
            raise
        walk.page.wait_for_url("chrome-error://**")
        walk.page.reload()


def twice(walk: Walk, which: str) -> None:
    """Press it as somebody does who clicks everything twice."""
    with walk.page.expect_navigation():
        walk.page.locator(f"main {which}").first.dblclick(no_wait_after=True)
