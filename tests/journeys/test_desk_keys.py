"""The keys of the list of cases: only while the focus is in it, and by the place of the key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page

SCRIPT = Path(__file__).resolve().parents[2] / "src/legation/casework/cases/static/cases/keys.js"
ROW = '<tr data-case><td><input type="checkbox" id="box{0}"></td><th><a id="case{0}" href="#opened{0}">{0}</a></th></tr>'
PAGE = (
    '<label>Number <input id="number"></label><button type="button" data-choose-all hidden>All</button>'
    '<div data-keys tabindex="0" id="list"><table>{rows}</table></div>'
    "<details data-keys-help hidden><summary>Keys</summary></details>"
)

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    found = browser.new_page()
    found.set_content(PAGE.format(rows="".join(ROW.format(number) for number in (1, 2))))
    found.add_script_tag(content=SCRIPT.read_text())
    yield found
    found.close()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_the_script_is_small_and_on_the_page_of_the_list() -> None:
    assert SCRIPT.stat().st_size <= 3000
    assert "/static/cases/keys." in render_to_string("cases/keys_head.html")


def test_keys_move_choose_open_and_help(page: Page) -> None:
    page.focus("#list")
    page.keyboard.press("j")
    assert focused(page) == "case1"
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert focused(page) == "case2", "the last stays the last"
    page.keyboard.press("x")
    assert page.is_checked("#box2")
    page.focus("#case2")
    page.keyboard.press("k")
    assert focused(page) == "case1"
    page.keyboard.press("o")
    assert page.evaluate("location.hash") == "#opened1"
    page.focus("#list")
    page.keyboard.press("Shift+?")
    assert page.evaluate("document.querySelector('details').open")


def test_nothing_happens_outside_the_list_or_with_other_keys_held(page: Page) -> None:
    page.focus("#number")
    page.keyboard.press("j")
    assert page.input_value("#number") == "j"
    page.focus("#case1")
    page.keyboard.press("Control+j")
    assert focused(page) == "case1"


def test_all_are_chosen_at_once(page: Page) -> None:
    page.click("text=All")
    assert page.is_checked("#box1")
    assert page.is_checked("#box2")
    page.click("text=All")
    assert not page.is_checked("#box1")
