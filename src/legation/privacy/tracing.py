"""Looking for traces of tracking in what a page makes a browser do."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

LOADING = {
    ("script", "src"),
    ("img", "src"),
    ("img", "srcset"),
    ("iframe", "src"),
    ("video", "src"),
    ("audio", "src"),
    ("source", "src"),
    ("source", "srcset"),
    ("embed", "src"),
    ("object", "data"),
    ("input", "src"),
    ("form", "action"),
    ("a", "ping"),
}
LOADING_RELATIONS = {
    "stylesheet",
    "icon",
    "preload",
    "prefetch",
    "preconnect",
    "dns-prefetch",
    "modulepreload",
}
IN_STYLE = re.compile(r"""(?:url\(\s*|@import\s+)["']?([^"')\s;]+)""", re.IGNORECASE)
STORING = re.compile(
    r"localStorage|sessionStorage|indexedDB|document\.cookie\s*=[^=]|sendBeacon|XMLHttpRequest|\bfetch\("
    r"|WebSocket|toDataURL|serviceWorker"
)


class _Loads(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        for name, value in given.items():
            if (tag, name) in LOADING and value:
                parts = value.split(",") if name == "srcset" else [value]
                self.found += [part.split()[0] for part in parts if part.split()]
        if tag == "link" and LOADING_RELATIONS & set(given.get("rel", "").lower().split()):
            self.found.append(given.get("href", ""))


def loads(html: str) -> list[str]:
    """Every address that a browser asks by itself, or posts to, because of this page."""
    parser = _Loads()
    parser.feed(html)
    return [address for address in parser.found if address and not address.startswith(("data:", "#"))]


def style_loads(style: str) -> list[str]:
    """Every address that a style sheet asks for."""
    return [found for found in IN_STYLE.findall(style) if not found.startswith(("data:", "#"))]


def stores(script: str) -> list[str]:
    """Every way of storing or sending that a script uses."""
    return sorted(set(STORING.findall(script)))


def is_foreign(origin: str, address: str) -> bool:
    """Whether the address lies outside `origin`."""
    absolute = urlsplit(urljoin(origin + "/", address))
    home = urlsplit(origin)
    return (absolute.scheme, absolute.netloc) != (home.scheme, home.netloc)
