"""What a public page says when it is older than its source."""

from __future__ import annotations

from typing import Any

from django import template

from legation.publishing.editorial import translations
from legation.publishing.models import SitePage

register = template.Library()


@register.inclusion_tag("editorial/older_than_source.html")
def older_than_source(page: Any) -> dict[str, object]:
    """A notice in the page's language; nothing when the translation is up to date."""
    source = translations.newer_source(page) if isinstance(page, SitePage) else None
    return {"source": source}
