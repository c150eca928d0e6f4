"""A letter to the Minister, from writing to answered, rated and taken up again; without a cookie."""

from __future__ import annotations

from pathlib import Path
from secrets import token_hex

import pytest

from tests.journeys.conftest import Desk, Visit
from tests.journeys.people import NUMBER, SECRET, letters_to, newest_mail, press
from tests.journeys.walk import LOCALES, WAYS, Walk
from tests.running import Running, wait_for

pytestmark = pytest.mark.browser
LETTER = "When does <script>alert('the office')</script> open? 何時開放？"
SEND = "form button[name=step][value=send]"
CHECK = ".buttons button[name=step][value=check]"


@pytest.mark.parametrize("way", [*WAYS, pytest.param(("es", False), id="es-off")])
def test_a_letter_is_written_answered_rated_and_taken_up_again(
    running: Running, visit: Visit, desk: Desk, photo: Path, way: tuple[str, bool]
) -> None:
    language, script = way
    address = f"writer.{token_hex(4)}@example.org"
    page = visit(f"/{language}/mailbox/", script=script, locale=LOCALES[language], width=390)
    walk = Walk(page, language, script)
    number, secret = sent(running, walk, photo, address)
    case = page.url
    assert LETTER in walk.text

    answer(desk, number, "We open at nine.")
    told(running, address, "We open at nine.")
    walk.goto(case)
    assert "We open at nine." in walk.text

    walk.press("form[action$='/rate/'] button")
    assert page.locator("main [aria-invalid=true], main .error").count(), "nothing was chosen"
    walk.press("form[action$='/rate/'] button", rating="partly")
    assert page.locator("main input[name=rating]:checked").get_attribute("value") == "partly"

    page.locator("main details:has(form[action$='/reopen/']) summary").click()
    walk.press("form[action$='/reopen/'] button", words__reopen="And on Saturdays?")
    assert page.locator("main form[action$='/reopen/']").count() == 0
    assert "And on Saturdays?" in walk.text

    answer(desk, number, "On Saturdays we are closed.")
    told(running, address, "On Saturdays we are closed.")
    walk.page.goto(f"/{language}/cases/")
    walk.press("form button", number=number, secret=secret)
    assert "We open at nine." in walk.text
    assert "On Saturdays we are closed." in walk.text
    assert page.context.cookies() == []


def sent(running: Running, walk: Walk, photo: Path, address: str) -> tuple[str, str]:
    """Written, checked, sent and confirmed, until the page of the case; its number and secret."""
    page = walk.page
    walk.look()
    walk.press(CHECK)
    assert page.locator("main [aria-invalid=true]").count() > 2, "nothing was filled in"
    page.set_input_files("[name=files]", photo)
    answers = {"office": "london", "matter": "question", "words__letter": LETTER}
    walk.press("button[name=step][value=attach]", name="陳大文", email=address, **answers)
    assert photo.name in walk.text
    walk.press(CHECK, statement="on")
    assert "&lt;script&gt;" in page.content()
    assert photo.name in walk.text
    walk.press(SEND)
    walk.goto(newest_mail(running, address).links[0])
    walk.press("form button")
    number, secret = NUMBER.search(walk.text), SECRET.search(walk.text)
    assert number is not None
    assert secret is not None
    walk.press("a.button[href*='/cases/']")
    return number[0], secret[0]


def told(running: Running, address: str, words: str) -> None:
    """The person has had a mail with these words, and none whose subject names more than the number."""
    wait_for(lambda: any(words in mail.text for mail in letters_to(running, address)), 15, "the answer")
    assert not any("陳" in mail.subject for mail in letters_to(running, address))


def answer(desk: Desk, number: str, words: str) -> None:
    """The officer drafts, cannot approve; the supervisor approves."""
    officer = desk("case officer")
    officer.goto(f"/staff/cases/{number}/")
    if officer.get_by_role("button", name="Assign to me").count():
        press(officer, "Assign to me")
    officer.locator("textarea[name=words-reply]").fill(words)
    press(officer, "Propose for approval")
    assert officer.get_by_role("button", name="Approve and send").count() == 0
    supervisor = desk("supervisor")
    supervisor.goto(f"/staff/cases/{number}/")
    press(supervisor, "Approve and send")
    assert words in supervisor.inner_text("main")
