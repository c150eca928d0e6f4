"""Finding published pages by their words, in every language of the site."""

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
from legation.publishing.search_words import folded, query_words

MOST = 200
EXCERPT = 160
LONGEST_QUERY = 100


@dataclass(frozen=True)
class Hit:
    """A page that was found; title and excerpt are safe HTML with the words marked."""

    page: SitePage
    title: SafeString
    excerpt: SafeString
    office: str


def search(words: str, language: str, office: Office | None = None) -> list[Hit]:
    """Published pages with all the words, those with the words in the title first. At most 200."""
    wanted = [word for word in folded(words).split() if any(sign.isalnum() for sign in word)]
    if not wanted:
        return []
    # The index narrows by what it knows; the gate decides.
    rows = SitePage.objects.live().filter(
        locale_id=Locale.objects.get(language_code=language).pk,
        classification=Classification.PUBLIC,
    )
    if office:
        rows = rows.filter(office_id=office.pk)
    ranked = [page.pk for page in rows.search(query_words(" ".join(wanted)), operator="and")[:MOST]]
    passed = {page.pk: page for page in published(language).filter(pk__in=ranked).specific()}
    found = [passed[pk] for pk in ranked if pk in passed]
    found.sort(key=lambda page: not all(word in folded(page.title) for word in wanted))
    return [_hit(page, wanted) for page in found]


def _hit(page: Any, words: list[str]) -> Hit:
    text = " ".join(page.plain_text().split())
    first = min((place for word in words if (place := folded(text).find(word)) >= 0), default=0)
    start = max(0, first - EXCERPT // 3)
    cut = text[start : start + EXCERPT]
    excerpt = f"{'…' if start else ''}{cut}{'…' if start + EXCERPT < len(text) else ''}"
    return Hit(page, _marked(page.title, words), _marked(excerpt, words), page.office_name)


def _marked(text: str, words: list[str]) -> SafeString:
    """The text, escaped, with the words in <mark>."""
    pattern = re.compile(
        "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)), re.IGNORECASE
    )
    parts, end = [], 0
    for match in pattern.finditer(text):
        parts += [escape(text[end : match.start()]), "<mark>", escape(match[0]), "</mark>"]
        end = match.end()
    return SafeString("".join([*parts, escape(text[end:])]))
