"""Which links stand on published pages, where, and in which words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from django.conf import settings
from django.db import transaction

from legation.publishing.editorial.models import CheckedLink, LinkPlace
from legation.publishing.queries import published

LONGEST_TEXT = 300
LONGEST_ADDRESS = 2000
OUTBOUND = ("https://", "http://")


class _Anchors(HTMLParser):
    """Collects (address, text) of every link in rich text as it is stored."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._open: str | None = None
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._open, self._words = _address(dict(attrs)), []

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._open is not None:
            self.found.append((self._open, " ".join("".join(self._words).split())[:LONGEST_TEXT]))
            self._open = None


def _address(attributes: dict[str, str | None]) -> str | None:
    """`page:7`, `document:7`, a path of this site or an address elsewhere; None for telephones and mail."""
    kind, number = attributes.get("linktype"), attributes.get("id")
    if kind in ("page", "document"):
        return f"{kind}:{number}"
    href = (attributes.get("href") or "").strip()
    own = href.removeprefix(settings.LEGATION_ORIGIN)
    if own != href or (href.startswith("/") and not href.startswith("//")):
        return own.partition("#")[0] or None
    return href if href.startswith(OUTBOUND) else None


def links_of(page: Any) -> Iterator[tuple[str, str]]:
    """(address, text) of every link on the page; a text that is empty stands outside the rich text."""
    anchors = _Anchors()
    anchors.feed(page.html_sources())
    yield from anchors.found
    for address in page.further_links():
        if address.startswith(OUTBOUND):
            yield address, ""


def note_all() -> int:
    """Bring the list of links up to date with what is published; returns how many places there are."""
    seen: set[int] = set()
    for page in published().specific().iterator(chunk_size=200):
        with transaction.atomic():
            seen.update(_note(page))
    with transaction.atomic():
        LinkPlace.objects.exclude(page__in=published()).delete()
        CheckedLink.objects.filter(places=None).delete()
    return len(seen)


def _note(page: Any) -> set[int]:
    wanted = {found for found in links_of(page) if len(found[0]) <= LONGEST_ADDRESS}
    known = {(place.link.address, place.text): place for place in page.link_places.select_related("link")}
    for key in known.keys() - wanted:
        known[key].delete()
    kept = {known[key].pk for key in known.keys() & wanted}
    for address, text in wanted - known.keys():
        digest = hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()
        link, _made = CheckedLink.objects.get_or_create(digest=digest, defaults={"address": address})
        kept.add(LinkPlace.objects.create(link=link, page_id=page.pk, text=text).pk)
    return kept
