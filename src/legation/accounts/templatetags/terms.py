"""The terms, wherever they are shown."""

from __future__ import annotations

from collections.abc import Sequence

from django import template

from legation.accounts.members.terms import Terms, current

register = template.Library()


@register.simple_tag
def terms_points(version: Terms | None = None) -> Sequence[str]:
    """The points of a version (default: the one in force) in the active language."""
    return (version or current()).points()
