"""Texts of a form in every language of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True)
class Text:
    """One text in every language of its form."""

    by_language: Mapping[str, str]

    def __str__(self) -> str:
        """In the active language, else in the form's first."""
        return self.by_language.get(get_language() or "") or next(iter(self.by_language.values()), "")

    def __bool__(self) -> bool:
        return bool(self.by_language)


NOTHING = Text({})


@dataclass(frozen=True)
class Help:
    """What stands folded up under a question or the heading of a page, for those who need more."""

    title: Text
    text: Text
