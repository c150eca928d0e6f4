"""The countries to choose from."""

from __future__ import annotations

from django.utils.translation import get_language

from legation.offices import queries


def countries() -> list[tuple[str, str]]:
    """Code and name of every country in the active language, in its order."""
    return queries.countries(get_language() or "en")


def country_name(code: str) -> str:
    """The country's name in the active language, else its code."""
    return queries.country_name(code, get_language() or "en") if queries.is_country(code) else code
