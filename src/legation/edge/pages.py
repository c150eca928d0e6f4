"""Serving published pages: kept ones at once, others by asking the application, old ones when it is away."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from legation.edge.answers import Answer, Environ, take, value
from legation.edge.bulletin import Bulletin, Position
from legation.edge.dynamic import Dynamic
from legation.edge.negotiation import encoding
from legation.edge.places import Busy
from legation.edge.plain_pages import PlainPages
from legation.edge.store import Key, Page, Store, Variant, build

log = logging.getLogger(__name__)
PAUSE = 1.0  # between two attempts while the application is away
PATIENCE = 0.7  # how long a reader waits for another's refreshing before taking the old page
VERDICTS = "assurance"


class Pages:
    """The cache of one worker in front of the application."""

    def __init__(self, store: Store, bulletin: Bulletin, dynamic: Dynamic, plain: PlainPages) -> None:
        self.store, self.bulletin, self.dynamic, self.plain = store, bulletin, dynamic, plain
        self._flights: dict[Key, threading.Lock] = {}
        self._lock = threading.Lock()

    def at_once(self, key: Key, now: float) -> Page | None:
        """The page when it lies in memory and nothing was announced since it was last judged: one
        look-up and three comparisons. None otherwise, which says nothing."""
        page = self.store.pages.get(key)
        if page is None or page.checked != self.bulletin.version or page.stale or now >= page.end:
            return None
        return page

    def fresh(self, key: Key, now: float) -> Page | None:
        """A kept page that may be served as it is."""
        page = self.store.get(key)
        if page is None or page.stale or now >= page.end:
            return None
        return page

    def refreshed(self, key: Key, environ: Environ) -> Answer:
        """The page made anew; the old one, marked, when the application is away.

        Raises Busy or what the application raises when there is no old one.
        """
        old = self.store.get(key)
        if old is None:
            return self._made(key, environ)
        with self._flight(key) as first:
            now = time.time()
            current = self.fresh(key, now)
            if current is not None:
                return kept(current, environ)
            old = self.store.get(key)
            if old is not None and (not first or now < old.again):
                return self._old(old, environ)
            return self._made(key, environ) if old is None else self._renewed(key, old, environ)

    def former(self, key: Key, environ: Environ) -> Answer | None:
        """The old one, marked, when there is not even a thread that could wait for a new one."""
        old = self.store.get(key)
        return None if old is None else self._old(old, environ)

    def _renewed(self, key: Key, old: Page, environ: Environ) -> Answer:
        try:
            answer = self._made(key, environ)
        except Busy:
            return self._old(old, environ)
        except Exception:
            log.exception("a page could not be made anew")
            old.again = time.time() + PAUSE
            return self._old(old, environ)
        if answer.status < 500:
            return answer
        old.again = time.time() + PAUSE
        return self._old(old, environ)

    def _made(self, key: Key, environ: Environ) -> Answer:
        """Ask the application, and keep what it says may be kept."""
        position, now = self.bulletin.position, time.time()
        with self.dynamic.places.taken():
            answer = self.dynamic.ask({**environ, "REQUEST_METHOD": "GET"})
        tags = tuple(take(answer.headers, "legation-tags").split())
        until = take(answer.headers, "legation-expires")
        page = _page(key, answer, tags=tags, until=until, position=position, now=now)
        if page is None:
            for_one_person = bool(tags) and answer.status == 200
            if answer.status < 500 and not for_one_person:
                self.store.drop(key)
            answer.place = key[1] if for_one_person else answer.place
            return answer
        self.store.put(page)
        return kept(page, environ)

    def _old(self, page: Page, environ: Environ) -> Answer:
        """The former copy, marked as such; an old verdict is never shown."""
        if VERDICTS in page.tags:
            return self.plain.answer(
                503, environ, ("retry-after", "60"), name="verdicts", place="edge:verdicts-away"
            )
        answer = kept(page, environ)
        age = str(max(0, int(time.time() - page.made)))
        answer.headers = [*answer.headers, ("legation-stale", "yes"), ("age", age)]
        return answer

    @contextmanager
    def _flight(self, key: Key) -> Iterator[bool]:
        """True for the one that refreshes; the others wait for it a moment."""
        with self._lock:
            lock = self._flights.setdefault(key, threading.Lock())
        first = lock.acquire(blocking=False)
        mine = first or lock.acquire(timeout=PATIENCE)
        try:
            yield first
        finally:
            if mine:
                lock.release()


def best(page: Page, environ: Environ) -> Variant:
    """The page in the best encoding that the visitor's browser reads."""
    return page.variants.get(encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))) or page.variants[""]


def kept(page: Page, environ: Environ) -> Answer:
    """The answer from a kept page; 304 when the visitor has it already."""
    variant = best(page, environ)
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and matches(known, variant.etag):
        return Answer(304, variant.unchanged, b"", page.key[1], page.office, page.language)
    return Answer(200, variant.headers, variant.body, page.key[1], page.office, page.language)


def matches(header: str, etag: str) -> bool:
    """Whether `If-None-Match` names this entity (RFC 9110, weak comparison)."""
    return header.strip() == "*" or any(part.strip().removeprefix("W/") == etag for part in header.split(","))


def _same_for_all(answer: Answer) -> bool:
    """A page that sets a cookie or looked at one, or at the visitor's language, is nobody else's."""
    vary = {part.strip().lower() for part in value(answer.headers, "vary").split(",")} - {""}
    return not value(answer.headers, "set-cookie") and vary <= {"accept-encoding"}


def _page(
    key: Key, answer: Answer, *, tags: tuple[str, ...], until: str, position: Position, now: float
) -> Page | None:
    """The page to keep; None when the answer must not be kept."""
    if answer.status != 200 or not tags or answer.rest is not None or not _same_for_all(answer):
        return None
    try:
        expires = float(until) if until else 0.0
    except ValueError:
        return None
    if expires and expires <= now:
        return None
    return build(key, answer.headers, answer.body, tags=tags, made=now, expires=expires, position=position)
