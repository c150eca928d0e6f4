"""The map of the site for search engines: every published page once, with its other languages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from legation.publishing.pages.news import next_embargo
from legation.publishing.queries import published
from legation.web.caching import keep

MOST_IN_A_PART = 5000  # addresses in one file; the protocol allows 50,000 and 50 MB
# What every language has beside the pages, below its prefix.
FIXED = ("help/", "registration/", "mailbox/", "surveys/", "policy/", "cookies/", "assurance/", "statistics/")


@dataclass(frozen=True)
class Entry:
    """One address, when it last changed, and (language, address) of the same in every language."""

    address: str
    changed: dt.datetime | None
    languages: list[tuple[str, str]]


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The whole map, or the list of its parts where the site is too large for one."""
    count = _pages().count()
    if count <= MOST_IN_A_PART:
        return _answer(
            request, "publishing/sitemap.xml", {"entries": _entries(request, _pages(), fixed=True)}
        )
    parts = range(1, -(-count // MOST_IN_A_PART) + 1)
    addresses = [f"{settings.LEGATION_ORIGIN}/sitemap-{number}.xml" for number in parts]
    return _answer(request, "publishing/sitemap_index.xml", {"addresses": addresses})


@require_safe
def part(request: HttpRequest, number: str) -> HttpResponse:
    """One part of a large map, from 1. 404 beyond the last."""
    start = (int(number) - 1) * MOST_IN_A_PART
    rows = list(_pages()[start : start + MOST_IN_A_PART]) if start >= 0 else []
    if not rows:
        raise Http404
    return _answer(request, "publishing/sitemap.xml", {"entries": _entries(request, rows, fixed=start == 0)})


def _pages() -> Any:
    return published().filter(depth__gt=1).select_related("locale").order_by("path")


def _entries(request: HttpRequest, rows: Any, *, fixed: bool) -> list[Entry]:
    """Pages without an address (below no home page of the site) are left out."""
    found = [(page, url) for page in rows if (url := page.get_url(request))]
    keys = {page.translation_key for page, _url in found}
    groups: dict[object, dict[str, str]] = {}
    for page in _pages().filter(translation_key__in=keys) if len(keys) <= MOST_IN_A_PART // 5 else _pages():
        if page.translation_key in keys and (url := page.get_url(request)):
            groups.setdefault(page.translation_key, {})[page.language] = f"{settings.LEGATION_ORIGIN}{url}"
    pages = [
        Entry(
            f"{settings.LEGATION_ORIGIN}{url}",
            page.last_published_at,
            sorted(groups[page.translation_key].items()),
        )
        for page, url in found
    ]
    return [*(_fixed() if fixed else []), *pages]


def _fixed() -> list[Entry]:
    codes = [code for code, _name in settings.LANGUAGES]
    found = []
    for place in FIXED:
        languages = [(code, f"{settings.LEGATION_ORIGIN}/{code}/{place}") for code in codes]
        found += [Entry(address, None, languages) for _code, address in languages]
    return found


def _answer(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    response = render(request, template, context, content_type="application/xml; charset=utf-8")
    keep(response, {"offices"}, until=next_embargo(published()))
    return response
