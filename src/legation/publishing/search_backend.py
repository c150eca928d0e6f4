"""The database's search index, whose cost for one page does not grow with the number of pages."""

from __future__ import annotations

import time
from typing import Any

from django.db.models import Avg, F
from django.db.models.functions import Length
from modelsearch.backends import database

REMEMBER_SECONDS = 600.0


class Steady:
    """Wagtail weighs titles by their average length and reads every entry for it at each change of a
    page. The average hardly moves: here it is remembered for ten minutes."""

    entries: Any
    _average: float = 0.0
    _until: float = 0.0

    def _refresh_title_norms(self, full: bool = False) -> None:
        if full:
            super()._refresh_title_norms(full=True)  # type: ignore[misc]  # of the class it is mixed into
            return
        rows = self.entries.annotate(title_length=Length("title")).filter(title_length__gt=0)
        if not Steady._average or time.monotonic() > Steady._until:
            Steady._average = rows.aggregate(Avg("title_length"))["title_length__avg"] or 0.0
            Steady._until = time.monotonic() + REMEMBER_SECONDS
        rows.filter(title_norm=1.0).update(title_norm=Steady._average / F("title_length"))


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802  # the name by which Wagtail finds it
    """The backend of the database in use."""
    backend = database.SearchBackend(params)
    original = backend.index_class
    if hasattr(original, "_refresh_title_norms"):
        backend.index_class = type(f"Steady{original.__name__}", (Steady, original), {})
    return backend
