"""Where the pages of an application lie: below its office, or by themselves."""

from __future__ import annotations

from django.urls import reverse
from django.utils import translation


def address_of(route: str, service: str, office: str, *more: str, language: str = "") -> str:
    """The address of a page, in the active language unless another is named."""
    with translation.override(language or translation.get_language()):
        if office:
            return reverse(f"office_{route}", args=[office, service, *more])
        return reverse(route, args=[service, *more])
