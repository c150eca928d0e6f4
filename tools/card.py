"""Draws `card.png`, the picture that other websites show beside a link to us, from the crest.

Run `python tools/card.py` after changing the crest; needs the Chromium of the tests.
"""

from __future__ import annotations

import base64
import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

STATIC = Path(__file__).resolve().parents[1] / "src" / "legation" / "web" / "static" / "web"
PAGE = """<body style="margin:0;height:630px;background:#fffefb;display:grid;place-items:center;
border-bottom:12px solid #9a7426;box-sizing:border-box"><img width="400" height="400"
src="data:image/svg+xml;base64,{crest}"></body>"""


def main() -> int:
    """Writes the picture: 1200 × 630, few colours, so that it stays small."""
    crest = base64.b64encode((STATIC / "crest.svg").read_bytes()).decode()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1200, "height": 630})
        page.set_content(PAGE.format(crest=crest))
        picture = Image.open(io.BytesIO(page.screenshot()))
        browser.close()
    picture.convert("RGB").quantize(32).save(STATIC / "card.png", optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
