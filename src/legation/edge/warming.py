"""Pages made ahead of the first visitor, so that they lie on disk when the application goes away."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from legation.edge.answers import Application
from legation.edge.bulletin import Bulletin
from legation.edge.dynamic import Dynamic, Lazy
from legation.edge.environ import own_request
from legation.edge.pages import Pages
from legation.edge.places import Places
from legation.edge.plain_pages import PlainPages
from legation.edge.policy import LANGUAGES
from legation.edge.store import Store


def warm(data: Path, application: Application, authority: str, paths: Iterable[str], *, at_most: int) -> int:
    """Make those of the pages of which no copy, not even an old one, is kept; how many were made.

    `authority` is the host as visitors name it, with the port unless it is 443. Every edge worker on
    the data folder finds the copies when it is asked.
    """
    bulletin = Bulletin(data)
    bulletin.follow()
    store = Store(data, bulletin)
    asked = Dynamic(Lazy(lambda: application), Places(1))
    pages = Pages(store, bulletin, asked, PlainPages(data, LANGUAGES))
    made = 0
    for path in paths:
        key = (authority, path)
        if store.get(key) is None:
            pages.refreshed(key, own_request(authority, path))
            made += 1
        store.pages.clear()  # what lies on disk need not be held here too
        if made >= at_most:
            break
    return made
