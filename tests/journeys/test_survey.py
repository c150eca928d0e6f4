"""An anonymous survey: answered without a trace, results in charts and tables."""

from __future__ import annotations

import pytest

from tests.accessibility import assert_accessible
from tests.journeys.conftest import Visit
from tests.journeys.people import fill

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["en", "zh-hant", "ja", "ar"])
def test_a_survey_is_answered_and_its_results_are_read(visit: Visit, language: str) -> None:
    page = visit(f"/{language}/surveys/how-did-we-do/", script=False)
    page.locator("main form button").last.click()
    assert page.locator(".error-summary").count() == 1
    fill(page, **{"came-for": "visa", "found": "yes", "satisfied": "4", "words-words": "謝謝 شكرا"})
    page.locator("main form button").last.click()
    assert page.locator("main h1").count() == 1
    assert page.locator(".error-summary").count() == 0
    assert page.context.cookies() == []
    results = visit(f"/{language}/surveys/how-did-we-do/results/")
    assert results.locator("main svg").count() >= 1
    assert results.locator("main table").count() >= 1
    assert_accessible(results)
