"""Pictures of pages, for the eye: a script, no test.

    python tests/look/screens.py https://localhost:8443 /tmp/pictures /en/ /ar/offices/ …

Takes each path at 1280 and 390 pixels in light, and at 1280 in dark; says which pages scroll sideways
at 320 pixels. Needs the Chromium of the system.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

SHOTS = ((1280, "light"), (390, "light"), (1280, "dark"), (390, "dark"))


def main(origin: str, folder: str, *paths: str) -> None:
    """Write one PNG for each path, width and colour scheme into `folder`."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for path in paths:
            _shoot(browser, origin, path, target)
        browser.close()


def _shoot(browser: Browser, origin: str, path: str, target: Path) -> None:
    name = path.strip("/").replace("/", "_").replace("?", "-") or "root"
    for width, scheme in SHOTS:
        page = browser.new_page(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            ignore_https_errors=True,
        )
        page.goto(origin + path)
        page.screenshot(path=target / f"{name}-{width}-{scheme}.png", full_page=True)
        if width == 390:
            page.set_viewport_size({"width": 320, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > 320:
                print(f"{path} scrolls sideways at 320 pixels: it is {wide} wide")  # noqa: T201  # a script
        page.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
