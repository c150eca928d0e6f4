"""The only place that asks what time it is, so that tests and drills can move it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_frozen: ContextVar[dt.datetime | None] = ContextVar("frozen", default=None)


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return _frozen.get() or dt.datetime.now(dt.UTC)  # noqa: TID251  # the one place


def today() -> dt.date:
    """The present day in UTC."""
    return now().date()


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """Within the block `now()` is `moment`, which must be aware.

    Raises ValueError for a naive moment: mixing the two kinds is how clocks go wrong.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
