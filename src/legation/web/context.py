"""What every template knows."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation


def site(request: HttpRequest) -> dict[str, object]:
    """The ministry, the languages and whether this is the demonstration."""
    return {
        "ministry": settings.LEGATION_MINISTRY,
        "site_languages": settings.LANGUAGES,
        "is_demonstration": settings.LEGATION_DEMONSTRATION,
        "text_direction": "rtl" if translation.get_language_bidi() else "ltr",
    }
