"""What is asked once while a public page is read, however often the gate is passed meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Paths in the tree of pages that are closed to the public with all below; None: nobody is reading.
_closed: ContextVar[list[list[str]] | None] = ContextVar("publishing_closed", default=None)


@contextmanager
def one_reading() -> Iterator[None]:
    """While a visitor's GET is answered: nothing is published in it, so that the answer stays true."""
    token = _closed.set([])
    try:
        yield
    finally:
        _closed.reset(token)


def closed_paths(ask: Callable[[], list[str]]) -> list[str]:
    """What `ask` answers, remembered until the reading ends."""
    known = _closed.get()
    if known is None:
        return ask()
    if not known:
        known.append(ask())
    return known[0]
