"""Every component, in each language, light and dark, wide and narrow."""

from __future__ import annotations

import pytest

from tests.accessibility import assert_accessible
from tests.journeys.conftest import Visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("code", ["en", "zh-hant", "es", "ar"])
def test_components_are_accessible_at_every_width(visit: Visit, code: str) -> None:
    page = visit(f"/demo/components/{code}/?errors")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert_accessible(page)
    for width in (320, 390, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_summary_leads_to_the_field(visit: Visit) -> None:
    page = visit("/demo/components/en/?errors")
    assert page.title().startswith("Error: ")
    page.locator(".error-summary").get_by_role("link", name="Full name").click()
    assert page.evaluate("document.activeElement.id") == "id_name"


def test_preferences_apply_on_public_pages(visit: Visit) -> None:
    page = visit("/en/cookies/choices/")
    page.get_by_label("Very large").check()
    page.get_by_label("Strong, black on white").check()
    page.get_by_role("button", name="Save my preferences").click()
    assert page.get_by_text("Your preferences are saved").is_visible()
    page.goto("/en/cookies/")
    root = page.locator("html")
    assert (root.get_attribute("data-text"), root.get_attribute("data-contrast")) == ("largest", "more")
    assert_accessible(page)
    assert [cookie["name"] for cookie in page.context.cookies()] == ["legation_preferences"]
    page.goto("/en/cookies/choices/")
    page.get_by_role("button", name="Forget them").click()
    assert page.context.cookies() == []
    page.goto("/en/cookies/")
    assert page.locator("html").get_attribute("data-text") is None
