"""Reads across pages. All of them begin at the gate."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from legation.offices.models import Office
from legation.publishing.pages.base import SitePage
from legation.publishing.pages.news import newest


def office_or_404(slug: str) -> Office | None:
    """The office that an address or a query names, with its texts; None for no name. Raises Http404."""
    if not slug:
        return None
    office = Office.objects.prefetch_related("texts").filter(slug=slug).first() if "\0" not in slug else None
    if office is None:
        raise Http404
    return office


def published(language: str | None = None) -> Any:
    """Every page that the public may see, in one language or (None) in all. Begin here, always."""
    rows = SitePage.objects.published()
    return rows.in_language(language) if language else rows


def latest_news(language: str, office: Office | None = None, count: int = 30) -> Any:
    """The newest published news, of one office or of all."""
    return newest(language, office.pk if office else None)[:count]
