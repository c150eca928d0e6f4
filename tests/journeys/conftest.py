"""Real browsers against the real demonstration, shared by all journeys."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.people import account, sign_in
from tests.running import Running

CHROMIUM = "/usr/bin/chromium"
QUIET = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"]

Visit = Callable[..., Page]
Desk = Callable[[str], Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", *QUIET])
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, running: Running) -> Iterator[Visit]:
    """`visit("/en/", script=False)` opens a page as a new visitor who starts with nothing."""
    with ExitStack() as opened:

        def open_page(path: str, *, script: bool = True, locale: str = "en-GB", width: int = 1280) -> Page:
            context = browser.new_context(
                base_url=running.origin,
                ignore_https_errors=True,
                java_script_enabled=script,
                locale=locale,
                viewport={"width": width, "height": 900},
            )
            opened.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(15_000)
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == 200, (path, answer.status)
            return page

        yield open_page


@pytest.fixture(scope="session")
def desk(browser: Browser, running: Running) -> Iterator[Desk]:
    """`desk("supervisor")` is the page of that demonstration account, signed in once for all journeys."""
    pages: dict[str, Page] = {}

    def open_desk(role: str) -> Page:
        if role not in pages:
            context = browser.new_context(
                base_url=running.origin, ignore_https_errors=True, java_script_enabled=False, locale="en-GB"
            )
            context.set_default_timeout(15_000)
            pages[role] = context.new_page()
            sign_in(pages[role], account(running, role))
        return pages[role]

    yield open_desk
    for page in pages.values():
        page.context.close()
