"""What keeps the promises on personal data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext_lazy as _

from legation.privacy.data_map import DATA_MAP, undeclared
from legation.promises import Control, Finding, Site, hours, register


@register
class EveryFieldIsDeclared(Control):
    """No field of any table may hold anything without a declared purpose, basis and time limit."""

    promise = "privacy.minimum"
    name = "fields-declared"
    every = hours(6)
    valid_for = hours(26)
    how = _("Read the public data map, which lists what is kept, why and for how long.")

    def check(self, site: Site) -> Finding:
        missing = undeclared()
        if missing:
            return Finding.bad(f"{len(missing)} fields are not declared, {missing[0]} first.")
        page = site.get("/en/policy/data/")
        absent = [
            model for model, entry in DATA_MAP.items() if entry.personal and model.encode() not in page.body
        ]
        if page.status != 200 or absent:
            return Finding.bad(f"The public data map answers {page.status} and lacks {len(absent)} tables.")
        personal = sum(len(entry.personal) for entry in DATA_MAP.values())
        return Finding.good(
            f"{personal} personal fields in {len(DATA_MAP)} tables, each declared and published."
        )

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """A table whose declaration is gone, as after a careless change."""
        entry = DATA_MAP.pop("privacy.ReadReceipt")
        try:
            yield
        finally:
            DATA_MAP["privacy.ReadReceipt"] = entry
