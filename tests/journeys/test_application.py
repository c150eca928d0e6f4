"""A passport renewal, from the question whether to apply at all to the counter that hands the passport over;
the applicant without a cookie, in three languages, with script and without, on two devices."""

from __future__ import annotations

import re
from pathlib import Path
from secrets import token_hex

import pytest

from tests.journeys.conftest import Desk, Visit
from tests.journeys.people import NUMBER, SECRET, fill, letters_to, newest_mail
from tests.journeys.walk import LOCALES, WAYS, Walk
from tests.running import Running, wait_for

pytestmark = pytest.mark.browser
APPLY = "services/passport-renewal/apply/"
AT_LONDON = f"offices/london/{APPLY}"
ON = "form .buttons button[name=next][value=on]"
CODE = re.compile(r"^[0-9A-Z]{4}-[0-9A-Z]{4}$", re.MULTILINE)


@pytest.mark.parametrize("way", WAYS)
def test_from_the_first_question_to_the_counter(
    running: Running, visit: Visit, desk: Desk, photo: Path, way: tuple[str, bool]
) -> None:
    language, script = way
    address = f"applicant.{token_hex(4)}@example.org"

    def device(path: str, width: int) -> Walk:
        page = visit(path, script=script, locale=LOCALES[language], width=width)
        return Walk(page, language, script)

    first = device(f"/{language}/{APPLY}", 390)
    begin(first, address)
    draft = first.page.url.removesuffix("later/")
    second = device(f"/{language}/{APPLY}", 1280)
    resume(running, second, address)
    number, secret = send(second, photo)
    first.goto(draft)
    assert number in first.text, "the other device shows that it was sent"

    if script:
        second.press("a.button[href*='/cases/view/']")
    else:
        second.goto(f"/{language}/cases/")
        second.press("form button", number=number, secret=secret)
    case = second.page.url
    # The desk speaks one language: its pages are looked at by axe once.
    seen = script and language == "en"
    officer = Walk(desk("case officer", script=seen), "en", seen)
    supervisor = Walk(desk("supervisor", script=seen), "en", seen)
    officer.goto(f"/staff/cases/{number}/")
    officer.press("form[action$='/assign/'] button")
    assert "Scanned, nothing found" in officer.text
    pay(second, officer, online=script)
    choose_a_time(second, case)
    correct(running, second, officer, number, address)
    decide(second, officer, supervisor, number, case)
    collect(running, second, officer, number, address)
    assert first.page.context.cookies() == second.page.context.cookies() == []


def test_who_need_not_apply_is_told_what_to_do_instead(visit: Visit) -> None:
    walk = Walk(visit(f"/en/{AT_LONDON}", script=False), "en", script=False)
    walk.press("form button", **{"has-passport": "yes"})
    walk.press("form button", condition="fine")
    assert walk.page.locator(".task-list").count() == 0
    assert "need not" in walk.text


def test_switching_the_language_and_leaving_keeps_every_answer(visit: Visit) -> None:
    walk = Walk(visit(f"/en/{AT_LONDON}", script=False), "en", script=False)
    page = walk.page
    walk.press("form button", **{"has-passport": "yes"})
    walk.press("form button", condition="ending")
    walk.press(".task-list a")
    typed = {"full__name": "王小明", "phone": "+44 20 7946 0000"}
    walk.press("button[name=language][value=zh-hant]", **typed)
    assert "/zh-hant/" in page.url
    assert page.input_value("[name=full-name]") == "王小明"
    assert page.input_value("[name=phone]") == "+44 20 7946 0000"


def begin(walk: Walk, address: str) -> None:
    """Eligible; the first step is filled in, wrongly at first; then the link and the code are asked for."""
    walk.look()
    walk.press("form button")
    assert walk.page.locator("main [aria-invalid=true], main .error").count(), "nothing was chosen"
    walk.press("form button", **{"has-passport": "yes"})
    walk.press("form button", condition="ending")
    walk.press("form button", **{"which-office": "london"})
    walk.press(".task-list a")
    answers = {"residence": "GB", "email": address, "phone": "call me", "with-family": "no"}
    walk.press(ON, full__name="王小明", born_day="2", born_month="3", born_year="1990", **answers)
    assert walk.page.locator("main [aria-invalid=true]").count() == 1
    assert walk.page.input_value("[name=full-name]") == "王小明"
    walk.press("button[name=next][value=later]", phone="+44 20 7946 0000")
    assert walk.page.input_value("[name=email]") == address
    walk.press("form button", code="on")


def resume(running: Running, walk: Walk, address: str) -> None:
    """On the other device: with script by the link, without by the code."""
    mail = newest_mail(running, address)
    code = CODE.search(mail.text)
    assert code is not None
    if walk.script:
        walk.goto(mail.links[0])
        walk.press("form button")
    else:
        walk.press("a[href$='/apply/code/']")
        walk.press("form button", email=address, code="AAAA-AAAA")
        assert walk.page.locator("main [aria-invalid=true]").count() == 1
        walk.press("form button", code=code[0].lower())
    assert walk.page.locator(".task-list .tag.ok").count() == 1, "the first step is done"


def send(walk: Walk, photo: Path) -> tuple[str, str]:
    """The rest of the form, and sending; number and secret at once, for the address is known to be theirs."""
    walk.press(".task-list li:nth-child(2) a")
    walk.press(ON, **{"passport-number": "300000001", "delivery": "collect"})
    walk.press(ON)
    assert walk.page.locator("main [aria-invalid=true]").count() > 1, "no photo and no statement"
    walk.page.set_input_files("[name=photo]", photo)
    walk.press(ON, true="on")
    assert "王小明" in walk.text
    assert photo.name in walk.text
    assert walk.page.locator("main .alert[role=status]").count() == 0, "the scanner answers"
    assert "37" in walk.page.locator("main form").inner_text(), "the fee is said before it is sent"
    walk.press("form button")
    number, secret = NUMBER.search(walk.text), SECRET.search(walk.text)
    assert number is not None
    assert secret is not None
    return number[0], secret[0]


def pay(walk: Walk, officer: Walk, *, online: bool) -> None:
    """The fee: online, at first refused; or at the counter."""
    walk.press("a[href*='/fees/']")
    fee = walk.page.url
    if online:
        walk.press("form button")
        walk.press("button[name=pay][value=no]")
        assert walk.page.locator("main .alert.warning").count() > 0
        walk.press("form button")
        walk.press("button[name=pay][value=yes]")
    else:
        officer.page.locator("main details:has(form[action$='/paid/']) summary").click()
        officer.press("form[action$='/paid/'] button", receipt="LON-2026-1")
        walk.goto(fee)
        assert "LON-2026-1" in walk.text
    assert walk.page.locator("main .alert.success").count() == 1


def choose_a_time(walk: Walk, case: str) -> None:
    """The first time that is free."""
    walk.page.goto(case)
    walk.press("a[href*='/appointments/']")
    walk.press(".times button")
    when = walk.page.get_attribute("main .panel-number time", "datetime")
    walk.goto(case)
    assert walk.page.locator(f"main time[datetime='{when}']").count() > 0


def correct(running: Running, walk: Walk, officer: Walk, number: str, address: str) -> None:
    """The officer asks to correct the name and the photo's statement; the applicant sees these alone."""
    officer.goto(f"/staff/cases/{number}/")
    form = officer.page.locator(f"form[action$='/cases/{number}/correction/']")
    officer.page.locator(f"main details:has(form[action$='/cases/{number}/correction/']) summary").click()
    form.locator("input[value=full-name]").check()
    form.locator("textarea").fill("The name is cut off.")
    officer.press("form[action$='/correction/'] button")
    walk.goto(link_in(running, address, "/corrections/"))
    assert "The name is cut off." in walk.text
    assert walk.page.locator("main form input[name=passport-number]").count() == 0
    walk.press("form button", full__name="")
    assert walk.page.locator("main [aria-invalid=true]").count() == 1
    walk.press("form button", full__name="王小明二")


def decide(walk: Walk, officer: Walk, supervisor: Walk, number: str, case: str) -> None:
    """An officer proposes the decision, a supervisor approves it, and the applicant reads it."""
    desk = f"/staff/cases/{number}/"
    officer.goto(desk)
    assert "王小明二" in officer.text
    fill(officer.page, outcome="granted", words__reply="All is in order.")
    officer.press("form[action$='/reply/'] button")
    assert officer.page.locator("form[action$='/approve/']").count() == 0
    supervisor.goto(desk)
    supervisor.press("form[action$='/approve/'] button")
    walk.goto(case)
    assert "All is in order." in walk.text


def collect(running: Running, walk: Walk, officer: Walk, number: str, address: str) -> None:
    """It lies ready, the applicant has the receipt, and the counter takes it once."""
    officer.goto(f"/staff/cases/{number}/")
    officer.page.locator("main details:has(form[action$='/ready/']) summary").click()
    officer.press("form[action$='/ready/'] button", items="新護照")
    walk.goto(link_in(running, address, "/collection/"))
    receipt = walk.page.url
    assert walk.page.locator("main .receipt svg").count() == 1
    code = f"{number} {walk.page.inner_text('main .receipt strong')}"
    officer.goto("/staff/counter/")
    officer.press("form button", code=code)
    assert "新護照" in officer.text
    officer.press("form[action$='/hand/'] button")
    officer.page.goto("/staff/counter/")
    officer.press("form button", code=code)
    assert "Do not hand over anything again" in officer.text
    walk.goto(receipt)
    assert walk.page.locator("main .receipt").count() == 0


def link_in(running: Running, address: str, part: str) -> str:
    """The newest link of this kind that was mailed."""
    found: str = wait_for(
        lambda: next(
            (link for mail in letters_to(running, address) for link in mail.links if part in link), None
        ),
        15,
        f"a mail with {part}",
    )
    return found
