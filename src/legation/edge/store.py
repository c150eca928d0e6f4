"""Published pages that the edge keeps: in memory for speed, on disk for restarts and bad days.

Limits: each worker holds `MEMORY` bytes of bodies at most, all encodings counted, and gives up first
what it took in first; a page or file above `LARGEST_IN_MEMORY` lies on disk alone and is read for each
answer; what the application sends beyond `dynamic.HELD` (8 MB) is passed on in pieces and kept nowhere.
On disk lies one file for each address that answered 200 with tags and without a query: as many as there
are published pages and files.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import threading
from dataclasses import dataclass, field
from pathlib import Path

import brotli

from legation.edge.answers import PAGE_CACHING, Headers, harden, value
from legation.edge.bulletin import Bulletin, Position
from legation.kernel.files import write_atomically

MEMORY = 128 * 1024 * 1024
LARGEST_IN_MEMORY = 2 * 1024 * 1024
LONGEST = 3600.0  # after this a page is made anew, whatever the bulletin says
COMPRESSED = ("text/", "application/javascript", "application/json", "application/xml", "image/svg+xml")
MORE_COMPRESSED = ("application/atom+xml", "application/rss+xml", "application/xhtml+xml")
THOROUGH, QUICK = 10, 7  # of brotli: a tenth smaller, for some milliseconds each time a page is made
LARGE = 256 * 1024  # bytes, which would take too long
Key = tuple[str, str]  # host, path
DROPPED = ("content-length", "date", "etag", "cache-control", "vary", "set-cookie", "connection")


@dataclass(slots=True)
class Variant:
    """One encoding of a page, ready to be sent. `parts` is the body as WSGI wants it, `unchanged` the
    headers of a 304: both made once, since they are sent again and again."""

    body: bytes
    headers: Headers
    etag: str
    parts: list[bytes] = field(init=False)
    unchanged: Headers = field(init=False)

    def __post_init__(self) -> None:
        self.parts = [self.body]
        self.unchanged = [
            pair for pair in self.headers if pair[0] not in ("content-length", "content-encoding")
        ]


@dataclass(slots=True)
class Page:
    """A kept page. `expires`: when something on it changes by itself (epoch seconds; 0 never);
    `position`: how far the bulletin had been read before the page was made."""

    key: Key
    tags: tuple[str, ...]
    made: float
    expires: float
    position: Position
    plain: Headers
    variants: dict[str, Variant] = field(default_factory=dict)
    checked: int = -1
    stale: bool = False
    again: float = 0.0  # not to be asked for again before this moment
    end: float = field(init=False)  # fresh until then, if nothing on it is announced as changed
    office: str = ""
    language: str = ""

    def __post_init__(self) -> None:
        limit = self.made + LONGEST
        self.end = min(limit, self.expires) if self.expires else limit

    @property
    def size(self) -> int:
        """Bytes of all encodings."""
        return sum(len(variant.body) for variant in self.variants.values())


def build(
    key: Key,
    headers: Headers,
    body: bytes,
    *,
    tags: tuple[str, ...],
    made: float,
    expires: float,
    position: Position,
) -> Page:
    """A page from the application's answer: every encoding is made once, here."""
    plain = [(name.lower(), text) for name, text in headers if name.lower() not in DROPPED]
    page = Page(key, tags, made, expires, position, plain)
    encoded = {"": body}
    if len(body) > 256 and value(plain, "content-type").startswith((*COMPRESSED, *MORE_COMPRESSED)):
        encoded["br"] = brotli.compress(body, quality=THOROUGH if len(body) < LARGE else QUICK)
        encoded["gzip"] = gzip.compress(body, 6, mtime=0)
    _dress(page, encoded)
    return page


def _dress(page: Page, encoded: dict[str, bytes]) -> None:
    digest = hashlib.sha256(encoded[""]).hexdigest()[:24]
    page.office = next((tag[7:] for tag in page.tags if tag.startswith("office:")), "")
    page.language = value(page.plain, "content-language")
    for name, body in encoded.items():
        etag = f'"{digest}{"-" + name if name else ""}"'
        headers = [*page.plain, ("cache-control", PAGE_CACHING), ("vary", "Accept-Encoding"), ("etag", etag)]
        if name:
            headers.append(("content-encoding", name))
        page.variants[name] = Variant(body, [*harden(headers), ("content-length", str(len(body)))], etag)


class Store:
    """Keeps pages by host and path. Whether one may be served is asked of the bulletin."""

    def __init__(self, data: Path, bulletin: Bulletin) -> None:
        self.folder = data / "edge" / "cache"
        self.bulletin = bulletin
        self.pages: dict[Key, Page] = {}
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: Key) -> Page | None:
        """The page, fresh or stale, unless it was withdrawn since."""
        page = self.pages.get(key)
        if page is None:
            page = self._load(key)
            if page is None:
                return None
        if page.checked != self.bulletin.version and not self._judge(page):
            return None
        return page

    def put(self, page: Page) -> None:
        """Keep the page in memory and on disk, unless it was withdrawn while it was made."""
        if not self._judge(page):
            return
        self._remember(page)
        head = {
            "key": page.key,
            "tags": page.tags,
            "made": page.made,
            "expires": page.expires,
            "position": page.position,
            "headers": page.plain,
            "bodies": {
                name: base64.b64encode(variant.body).decode() for name, variant in page.variants.items()
            },
        }
        try:
            write_atomically(self._file(page.key), json.dumps(head).encode(), mode=0o640)
        except OSError:
            return  # a full disk must not stop reading

    def drop(self, key: Key) -> None:
        """Forget the page, in memory and on disk."""
        with self._lock:
            page = self.pages.pop(key, None)
            self._size -= page.size if page else 0
        self._file(key).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Remove everything withdrawn, also what this worker has not in memory."""
        for key in list(self.pages):
            self.get(key)
        for file in list(self.folder.glob("*/*.json")):
            page = self._parse(file)
            if page is None:
                file.unlink(missing_ok=True)
            elif self.bulletin.withdrawn_since(page.tags, page.position):
                self.drop(page.key)

    def _judge(self, page: Page) -> bool:
        """Note whether it is stale; drop it and return False when it was withdrawn."""
        version = self.bulletin.version
        if self.bulletin.withdrawn_since(page.tags, page.position):
            self.drop(page.key)
            return False
        page.stale = self.bulletin.stale_since(page.tags, page.position)
        page.checked = version
        return True

    def _remember(self, page: Page) -> None:
        with self._lock:
            former = self.pages.pop(page.key, None)
            self._size += page.size - (former.size if former else 0)
            if page.size > LARGEST_IN_MEMORY:
                self._size -= page.size
                return
            self.pages[page.key] = page
            while self._size > MEMORY and len(self.pages) > 1:
                self._size -= self.pages.pop(next(iter(self.pages))).size

    def _file(self, key: Key) -> Path:
        name = hashlib.sha256("\n".join(key).encode()).hexdigest()
        return self.folder / name[:2] / f"{name[2:]}.json"

    def _load(self, key: Key) -> Page | None:
        page = self._parse(self._file(key))
        if page is None or page.key != key:
            return None
        self._remember(page)
        return page

    def _parse(self, file: Path) -> Page | None:
        try:
            head = json.loads(file.read_bytes())
            page = Page(
                (head["key"][0], head["key"][1]),
                tuple(head["tags"]),
                head["made"],
                head["expires"],
                (head["position"][0], head["position"][1]),
                [(name, text) for name, text in head["headers"]],
            )
            _dress(page, {name: base64.b64decode(body) for name, body in head["bodies"].items()})
        except (OSError, ValueError, KeyError, TypeError, IndexError):
            return None
        return page
