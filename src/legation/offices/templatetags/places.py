"""What a code stands for, in the language of the page."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from legation.offices.queries import country_name

register = template.Library()


@register.filter(name="country_name")
def _country_name(code: str) -> str:
    """`{{ case.country|country_name }}`: the country's name, or the code of one that we do not know."""
    return country_name(code, get_language() or "en")
