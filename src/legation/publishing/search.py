"""Finding what is published by its words, in every language of the site."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString
from wagtail.models import Locale

from legation.kernel.classification import Classification
from legation.offices.models import Office
from legation.publishing.pages.base import SitePage
from legation.publishing.queries import published
from legation.publishing.search_places import Place, places
from legation.publishing.search_words import folded, found_places, query_words

MOST = 200
EXCERPT = 180
LONGEST_QUERY = 100
WORD = re.compile(r"[^\W_]+")  # anything else would be grammar to the index


@dataclass(frozen=True)
class Hit:
    """What was found; title and excerpt are safe HTML with the words marked."""

    url: str
    title: SafeString
    excerpt: SafeString
    office: str
    kind: str
    language: str


def search(words: str, language: str, office: Office | None = None) -> list[Hit]:
    """What has all the words, that with the words in the title first, the joint pages before
    those of single offices. At most 200 pages."""
    wanted = _wanted(words)
    if not wanted:
        return []
    found = _found(wanted, language, office)
    found.sort(key=lambda one: (_rank(one.title, wanted), getattr(one, "office_id", None) is not None))
    return [_hit(one, wanted) for one in found]


def count(words: str, language: str, office: Office | None = None) -> int:
    """How much there is in a language, without making excerpts."""
    wanted = _wanted(words)
    return len(_found(wanted, language, office)) if wanted else 0


def _found(wanted: list[str], language: str, office: Office | None) -> list[Any]:
    pages = _pages(wanted, language, office)
    known = {page.url for page in pages}
    return [*pages, *(place for place in places(wanted, language, office) if place.url not in known)]


def _wanted(words: str) -> list[str]:
    return WORD.findall(folded(words))


def _pages(wanted: list[str], language: str, office: Office | None) -> list[Any]:
    # The index narrows by what it knows; the gate decides.
    locale = Locale.objects.filter(language_code=language).first()
    if locale is None:
        return []
    rows = SitePage.objects.live().filter(locale_id=locale.pk, classification=Classification.PUBLIC)
    if office:
        rows = rows.filter(office_id=office.pk)
    ranked = [page.pk for page in rows.search(query_words(" ".join(wanted)), operator="and")[:MOST]]
    passed = {page.pk: page for page in published(language).filter(pk__in=ranked).specific()}
    return [passed[pk] for pk in ranked if pk in passed]


def _rank(title: str, wanted: list[str]) -> int:
    """0 for a title with all the words, 1 with some, 2 with none."""
    plain = folded(title)
    there = sum(word in plain for word in wanted)
    return 0 if there == len(wanted) else 1 if there else 2


def _hit(found: Any, words: list[str]) -> Hit:
    if isinstance(found, Place):
        title, excerpt = marked(found.title, words), _excerpt(found.text, words)
        return Hit(found.url, title, excerpt, "", "", found.language)
    title, excerpt = marked(found.title, words), _excerpt(found.plain_text(), words)
    kind = str(found._meta.verbose_name)
    return Hit(found.url, title, excerpt, found.office_name, kind, found.language)


def _excerpt(text: str, words: list[str]) -> SafeString:
    """The part of the text around the first of the words."""
    text = " ".join(text.split())
    first = next((start for start, _end in found_places(text, words)), 0)
    start = max(0, first - EXCERPT // 3)
    if start and (space := text.find(" ", start, first)) >= 0:
        start = space + 1
    cut = text[start : start + EXCERPT]
    more = start + EXCERPT < len(text)
    if more and " " in cut[EXCERPT // 2 :]:
        cut = cut.rpartition(" ")[0]
    return marked(f"{'… ' if start else ''}{cut}{' …' if more else ''}", words)


def marked(text: str, words: list[str]) -> SafeString:
    """The text, escaped, with the words in <mark> however they are accented."""
    parts, end = [], 0
    for start, stop in found_places(text, words):
        if start >= end:
            parts += [escape(text[end:start]), "<mark>", escape(text[start:stop]), "</mark>"]
            end = stop
    return SafeString("".join([*parts, escape(text[end:])]))
