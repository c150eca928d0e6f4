"""What is kept when a member leaves: why, and until when. It follows from the data map; packages name the
matters of the member that are still open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext

from legation.accounts.members.export import covered
from legation.accounts.models import User
from legation.privacy.data_map import DATA_MAP

YEAR = 365


@dataclass(frozen=True)
class Matter:
    """Something of the member that goes on without the account: a case, an application."""

    number: str
    title: str | Promise
    state: str | Promise
    url: str = ""


@dataclass(frozen=True)
class Kept:
    """A purpose for which something stays, its legal basis, and for how long after its end of use."""

    purpose: str | Promise
    basis: str | Promise
    keep: dt.timedelta

    @property
    def term(self) -> str:
        """The time limit in words."""
        days = self.keep.days
        if days % YEAR == 0:
            return ngettext("%d year", "%d years", days // YEAR) % (days // YEAR)
        return ngettext("%d day", "%d days", days) % days


Source = Callable[[User], Iterable[Matter]]
SOURCES: list[Source] = []


def open_matters(source: Source) -> Source:
    """Decorator: what it gives is named before the member leaves."""
    if source not in SOURCES:
        SOURCES.append(source)
    return source


def matters_of(user: User) -> list[Matter]:
    """Every open matter of the member."""
    return [matter for source in SOURCES for matter in source(user)]


def kept() -> list[Kept]:
    """What the data map keeps of a member beyond the end of its use, longest first; each purpose once."""
    longest: dict[str, Kept] = {}
    for label in covered():
        for why in DATA_MAP[label].personal.values():
            entry = Kept(why.purpose, why.basis.label, why.keep)
            known = longest.get(str(why.purpose))
            if why.keep and (known is None or known.keep < why.keep):
                longest[str(why.purpose)] = entry
    return sorted(longest.values(), key=lambda entry: entry.keep, reverse=True)


def erased_at_once() -> list[str]:
    """The purposes that end with the account."""
    purposes: dict[str, None] = {}
    for label in covered():
        for why in DATA_MAP[label].personal.values():
            if not why.keep:
                purposes[gettext(str(why.purpose)) if isinstance(why.purpose, str) else str(why.purpose)] = (
                    None
                )
    return list(purposes)
