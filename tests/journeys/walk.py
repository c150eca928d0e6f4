"""A visitor's way through pages, each of which is looked at as it comes."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from tests.accessibility import assert_accessible
from tests.journeys.people import fill

LOCALES = {"en": "en-GB", "zh-hant": "zh-TW", "ar": "ar-SA", "es": "es-MX"}
# With script on the page is also looked at by axe, which needs script itself.
WAYS = [
    pytest.param((language, script), id=f"{language}-{'on' if script else 'off'}")
    for language in ("en", "zh-hant", "ar")
    for script in (True, False)
]


@dataclass
class Walk:
    """One visitor with one page, in one language, with script or without."""

    page: Page
    language: str
    script: bool

    @property
    def text(self) -> str:
        """What the page says."""
        return self.page.inner_text("main")

    def look(self) -> None:
        """Fails for what a person would stumble over on this page."""
        page = self.page
        assert page.locator("h1").count() == 1, page.url
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{page.url} is {wide} px too wide"
        if self.script:
            try:
                assert_accessible(page)
            except AssertionError as fault:
                raise AssertionError(f"{page.url}: {fault}") from fault

    def press(self, which: str, **answers: str) -> None:
        """Fill in the answers, press the first button or link of this kind, and look at what comes."""
        self.hurry(which, **answers)
        self.look()

    def hurry(self, which: str, **answers: str) -> None:
        """The same without looking at what comes."""
        fill(self.page, **answers)
        with self.page.expect_navigation():
            self.page.locator(f"main {which}").first.click()

    def goto(self, address: str) -> None:
        """Open an address, and look at what comes."""
        self.page.goto(address)
        self.look()
