"""A passport renewal, from the question whether to apply at all to the decision, without script."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.journeys.conftest import Desk, Visit
from tests.journeys.people import NUMBER, fill, newest_mail, secret_of
from tests.running import Running

pytestmark = pytest.mark.browser
APPLY = "offices/london/services/passport-renewal/apply/"


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("photo") / "photo.jpg"
    Image.effect_noise((600, 800), 40).convert("RGB").save(path)
    return path


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_an_application_is_filled_in_decided_and_read(
    running: Running, visit: Visit, desk: Desk, photo: Path, language: str
) -> None:
    page = visit(f"/{language}/{APPLY}", script=False)
    number, address = apply(running, page, photo, f"applicant.{language}@example.org")

    decide(desk, number)

    page.goto(f"/{language}/cases/")
    fill(page, number=number, secret=secret_of(running, address))
    page.locator("main form button").first.click()
    assert "All is in order." in page.inner_text("main")


def test_an_application_is_filled_in_in_arabic(running: Running, visit: Visit, photo: Path) -> None:
    page = visit("/ar/offices/riyadh/services/passport-renewal/apply/", script=False)
    number, _address = apply(running, page, photo, "applicant.ar@example.org")
    assert NUMBER.fullmatch(number)


def test_who_need_not_apply_is_told_what_to_do_instead(visit: Visit) -> None:
    page = visit(f"/en/{APPLY}", script=False)
    fill(page, **{"has-passport": "yes"})
    page.locator("main form button").last.click()
    fill(page, condition="fine")
    page.locator("main form button").last.click()
    assert page.locator(".task-list").count() == 0
    assert "need not" in page.inner_text("main")


def test_switching_the_language_and_leaving_keeps_every_answer(visit: Visit) -> None:
    page = visit(f"/en/{APPLY}", script=False)
    for question, said in (("has-passport", "yes"), ("condition", "ending")):
        fill(page, **{question: said})
        page.locator("main form button").last.click()
    page.locator("main .task-list a").first.click()
    fill(page, full__name="王小明", phone="+44 20 7946 0000")
    page.locator("main button[name=language][value=zh-hant]").click()
    assert "/zh-hant/" in page.url
    assert page.input_value("[name=full-name]") == "王小明"
    assert page.input_value("[name=phone]") == "+44 20 7946 0000"


def apply(running: Running, page: Page, photo: Path, address: str) -> tuple[str, str]:
    """From the first question to the confirmed case; the case's number and the address."""
    for question, said in (("has-passport", "yes"), ("condition", "ending")):
        fill(page, **{question: said})
        page.locator("main form button").last.click()
    page.locator("main .task-list a").first.click()
    fill(page, full__name="王小明", born_day="2", born_month="3", born_year="1990")
    answers = {"residence": "GB", "email": address, "phone": "+44 20 7946 0000", "with-family": "no"}
    fill(page, **answers)
    go_on(page)
    fill(page, passport__number="300000001", delivery="collect")
    go_on(page)
    page.set_input_files("[name=photo]", photo)
    fill(page, true="on")
    go_on(page)
    assert "王小明" in page.inner_text("main")
    page.locator("main form button").last.click()
    assert page.context.cookies() == []
    page.goto(newest_mail(running, address).links[0])
    page.locator("main form button").first.click()
    number = NUMBER.search(page.inner_text("main"))
    assert number is not None
    return number[0], address


def go_on(page: Page) -> None:
    page.locator("main button.button[name=next][value=on]").click()


def decide(desk: Desk, number: str) -> None:
    """An officer proposes the decision, a supervisor approves it."""
    officer = desk("case officer")
    officer.goto(f"/staff/cases/{number}/")
    officer.get_by_role("button", name="Assign to me").click()
    fill(officer, outcome="granted", words__reply="All is in order.")
    officer.get_by_role("button", name="Propose for approval").click()
    supervisor = desk("supervisor")
    supervisor.goto(f"/staff/cases/{number}/")
    supervisor.get_by_role("button", name="Approve and send").click()
    supervisor.wait_for_load_state()
