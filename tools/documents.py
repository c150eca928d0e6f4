"""Prints the documents of the demonstration's libraries as PDF files, tagged and with their fonts.

Run `python tools/documents.py` after changing `documents.toml`; needs the Chromium of the tests and
fonts for every language. The files are kept in the package, so that loading them needs neither.
"""

from __future__ import annotations

import sys
import tomllib
from html import escape
from pathlib import Path

from playwright.sync_api import sync_playwright

PUBLISHING = Path(__file__).resolve().parents[1] / "src" / "legation" / "publishing"
FILES = PUBLISHING / "demonstration_files"
FONTS = {
    "zh-hant": "Noto Sans CJK TC",
    "ja": "Noto Sans CJK JP",
    "ar": "Noto Naskh Arabic",
}
PAGE = """<!doctype html><html lang="{code}" dir="{direction}"><head><title>{title}</title><style>
body {{ font: 13pt/1.7 "{font}", serif; margin: 0 }} h1 {{ font-size: 22pt; border-bottom: 2pt solid #9a7426 }}
li {{ padding-block: 8pt; border-bottom: 0.5pt solid #444; list-style: none; height: {height} }} ul {{ padding: 0 }}
</style></head><body><h1>{title}</h1><p>{text}</p><ul>{lines}</ul><p>{note}</p></body></html>"""


def page(code: str, kind: str, words: dict[str, object]) -> str:
    """The document as a web page."""
    lines = words["lines"]
    assert isinstance(lines, list)
    return PAGE.format(
        code=code,
        direction="rtl" if code == "ar" else "ltr",
        font=FONTS.get(code, "DejaVu Serif"),
        height="42pt" if kind == "form" else "auto",
        lines="".join(f"<li>{escape(line)}</li>" for line in lines),
        **{name: escape(str(words[name])) for name in ("title", "text", "note")},
    )


def main() -> int:
    """Writes one file for each document and language."""
    FILES.mkdir(exist_ok=True)
    texts = tomllib.loads((PUBLISHING / "demonstration_texts" / "documents.toml").read_text())
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        sheet = browser.new_page()
        for code, words in texts.items():
            for kind in ("form", "fees"):
                sheet.set_content(page(code, kind, words[kind]))
                margin = dict.fromkeys(("top", "bottom", "left", "right"), "25mm")
                sheet.pdf(path=FILES / f"{kind}-{code}.pdf", format="A4", margin=margin, tagged=True)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
