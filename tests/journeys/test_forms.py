"""A form of the demonstration finished by its editor, put in force by the publisher, filled in by a visitor;
all without script."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Desk, Visit
from tests.journeys.people import fill, press
from tests.running import Running

pytestmark = pytest.mark.browser

FORM = "/staff/forms/school-visit/"


def test_an_editor_finishes_a_form_and_a_visitor_uses_it(running: Running, desk: Desk, visit: Visit) -> None:
    editor = desk("editor")
    editor.goto(f"{FORM}draft/")
    assert editor.get_by_role("button", name="Ask for it to be published").count() == 0
    for part, field, words in (
        ("question 3", "words-hint-zh-hant", "請選平日，至少兩週後。"),
        ("Step 2", "words-add-zh-hant", "新增一名隨行人員"),
    ):
        editor.locator("section[aria-labelledby=check] a", has_text=part).first.click()
        fill(editor, **{field.replace("-", "__"): words})
        press(editor, "Save in the draft")
    press(editor, "Ask for it to be published")

    publisher = desk("publisher")
    publisher.goto("/staff/forms/")
    publisher.get_by_role("link", name="Visit us with a school class").click()
    publisher.get_by_role("link", name="Preview").click()
    assert "Preview: nothing that you type here is stored." in publisher.inner_text("main")
    publisher.get_by_role("link", name="Back to the form").click()
    press(publisher, "Put it in force now")
    assert "Version 1 is in force." in publisher.inner_text("main")

    visitor = visit("/zh-hant/offices/london/services/school-visit/apply/", script=False, locale="zh-TW")
    fill(visitor, who__comes="class")
    press(visitor, "繼續")
    visitor.get_by_role("link", name="班級資料").click()
    fill(visitor, school="示範國小", pupils="20", day_year="2099", day_month="5", day_day="4", needs="no")
    press(visitor, "儲存並繼續")
    assert "新增一名隨行人員" in visitor.inner_text("main")
    press(visitor, "新增一名隨行人員")
    fill(visitor, adult="王小明")
    press(visitor, "儲存並繼續")
    assert "王小明" in visitor.inner_text("main")

    editor.goto(FORM)
    press(editor, "Change this form")  # the draft is there again, as others found it
