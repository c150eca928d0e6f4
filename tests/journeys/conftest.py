"""Real browsers against the real demonstration, shared by all journeys."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.people import account, sign_in
from tests.running import Running

CHROMIUM = "/usr/bin/chromium"
QUIET = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"]

Visit = Callable[..., Page]
Desk = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", *QUIET])
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, running: Running) -> Iterator[Visit]:
    """`visit("/en/", script=False)` opens a page as a new visitor who starts with nothing, from a place of
    their own."""
    with ExitStack() as opened:

        def open_page(path: str, *, script: bool = True, locale: str = "en-GB", width: int = 1280) -> Page:
            context = browser.new_context(
                base_url=running.origin,
                ignore_https_errors=True,
                java_script_enabled=script,
                locale=locale,
                viewport={"width": width, "height": 900},
                extra_http_headers={"X-Forwarded-For": f"10.{'.'.join(map(str, os.urandom(3)))}"},
            )
            opened.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(30_000)
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == 200, (path, answer.status)
            return page

        yield open_page


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture that no other is like."""
    path = tmp_path_factory.mktemp("photo") / "photo.jpg"
    Image.effect_noise((600, 800), 40).convert("RGB").save(path)
    return path


@pytest.fixture(scope="session")
def desk(browser: Browser, running: Running) -> Iterator[Desk]:
    """`desk("supervisor")` is the page of that demonstration account, signed in once for all journeys;
    with `script=True` another of the same session."""
    pages: dict[tuple[str, bool], Page] = {}

    def open_desk(role: str, *, script: bool = False) -> Page:
        if (role, script) not in pages:
            context = browser.new_context(
                base_url=running.origin,
                ignore_https_errors=True,
                java_script_enabled=script,
                locale="en-GB",
                storage_state=open_desk(role).context.storage_state() if script else None,
            )
            context.set_default_timeout(30_000)
            pages[role, script] = context.new_page()
            if not script:
                sign_in(pages[role, script], account(running, role))
        return pages[role, script]

    yield open_desk
    for page in pages.values():
        page.context.close()
