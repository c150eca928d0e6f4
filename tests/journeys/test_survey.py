"""An anonymous survey: answered without a trace, page after page; results in charts and tables."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.accessibility import assert_accessible, assert_valid_html
from tests.journeys.conftest import Visit
from tests.journeys.people import fill

pytestmark = pytest.mark.browser
SLUG = "how-did-we-do"


def press(page: Page, button: str) -> None:
    """Press a button of the form: `on`, `back`, `check`, `send`."""
    page.locator(f"main button[name=next][value={button}]").click()
    page.wait_for_load_state()


def looked_at(page: Page, seen: list[str]) -> None:
    """No script is needed to read it, and nothing goes sideways on a small screen."""
    seen.append(page.content())
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.parametrize("script", [False, True])
@pytest.mark.parametrize("language", ["en", "zh-hant", "ar"])
def test_a_survey_is_answered_page_after_page(visit: Visit, language: str, script: bool) -> None:
    page, seen = visit(f"/{language}/surveys/{SLUG}/", script=script), list[str]()
    looked_at(page, seen)
    press(page, "on")
    assert page.locator(".error-summary").count() == 1
    looked_at(page, seen)
    if script:
        assert_accessible(page)
    fill(page, **{"came-for": "visa", "found": "yes"})
    press(page, "on")
    fill(page, **{"satisfied": "4", "words-words": "謝謝 شكرا"})
    press(page, "back")
    assert page.locator("main [name='came-for'][value=visa]").is_checked()
    other = "es" if language == "en" else "en"
    page.locator(f"header button[name=language][value={other}]").click()
    page.wait_for_load_state()
    assert f"/{other}/" in page.url
    press(page, "on")
    assert page.locator("main [name='words-words']").input_value() == "謝謝 شكرا"
    page.locator(f"header button[name=language][value={language}]").click()
    press(page, "check")
    assert "謝謝" in page.locator("main dl").last.inner_text()
    looked_at(page, seen)
    if script:
        assert_accessible(page)
        page.wait_for_function("document.querySelector('[name=proof_of_work]').value")
    press(page, "send")
    assert page.locator(".panel, main h1").count() >= 1
    assert page.locator(".error-summary").count() == 0
    looked_at(page, seen)
    assert page.context.cookies() == []
    if language != "zh-hant" and not script:
        assert_valid_html(*seen)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_matrix_and_a_likelihood_are_chosen_with_the_keys_alone(visit: Visit, width: int) -> None:
    page = visit("/en/surveys/recommend/", width=width)
    assert_accessible(page)
    page.locator("main [name=likely]").first.focus()
    for _press in range(9):
        page.keyboard.press("ArrowRight")
    assert page.locator("main [name=likely][value='9']").is_checked()
    rows: Any = page.locator("main .matrix fieldset")
    for number in range(rows.count()):
        rows.nth(number).locator("input").first.focus()
        page.keyboard.press("Space")
    assert page.locator("main .matrix input:checked").count() == rows.count()
    assert_accessible(page)
    # Of all at once: the page may be moving still.
    tops = page.locator("main .matrix fieldset:first-of-type > div").evaluate_all(
        "rows => rows.map(row => row.offsetTop)"
    )
    assert (len(set(tops)) == 1) == (width == 1280)


@pytest.mark.parametrize("language", ["en", "zh-hant", "ja", "es", "ar"])
def test_its_results_are_read_on_paper_too(visit: Visit, language: str) -> None:
    results = visit(f"/{language}/surveys/counter-visits/results/")
    charts: Any = results.locator("main figure.chart")
    assert charts.count() >= 7
    assert_accessible(results)
    looked_at(results, [])
    tables: Any = results.locator("main figure.chart table")
    assert tables.count() == charts.count()
    assert not any(table.is_visible() for table in tables.all())
    results.emulate_media(media="print")
    assert all(table.is_visible() for table in tables.all())
    assert "████" in results.inner_text("main li:has-text('████')")
