"""Nobody who answered an anonymous survey is found again, with everything that an operator can copy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from django.db import connection, connections
from django.utils.translation import gettext_lazy as _

from legation.kernel.errors import Unavailable
from legation.promises import Control, Finding, Site, hours, register
from legation.resilience.reidentifying.scratch import attempt
from legation.surveys.holding import HOLDING


class Executes(Protocol):
    """A cursor of Django's, or of the driver."""

    def execute(self, query: str) -> Any:
        """Run a statement."""

    def fetchone(self) -> Any:
        """The next row."""


OF_POSTGRESQL = (
    "That site lay in SQLite; this one lies in PostgreSQL. Its server archives nothing and has no replica, but its own"
    " files and write-ahead log, in which waiting answers stand as they came until they are overwritten, were not"
    " searched: of them nothing is proven."
)


def kept_history(cursor: Executes) -> str:
    """How the server of this connection keeps what was written in its order, for somebody to read later; empty where
    it does not say so. A copy of its disk it cannot know of."""
    cursor.execute("SELECT pg_is_in_recovery(), current_setting('archive_mode')")
    follows, archives = cursor.fetchone()
    if follows:
        return "is itself the replica of another"
    if archives != "off":
        return "archives its write-ahead log"
    cursor.execute(
        "SELECT count(*) FROM pg_stat_replication"
    )  # replicas, backups in progress, receivers of the log
    if (replicas := cursor.fetchone()[0]) > 0:
        return f"sends its write-ahead log to {replicas} others"
    cursor.execute("SELECT count(*) FROM pg_replication_slots")  # also of those that are away just now
    if (slots := cursor.fetchone()[0]) > 0:
        return f"holds its write-ahead log back for {slots} others (replication slots)"
    return ""


@register
class RespondentsAreNotFoundAgain(Control):
    """Builds a site of its own with this one's tables, lets planted people answer over its pages, and attacks
    a copy of everything. This site's own rows are not touched."""

    promise = "surveys"
    name = "surveys.reidentified"
    every = hours(12)
    valid_for = hours(36)
    how = _(
        "On a site of its own we let planted people answer, half of them by a link of their own, then search every byte of its database,"
        " records, logs and a real backup for them, and compare two copies around one answer."
    )
    _sabotage = "+"

    def check(self, site: Site) -> Finding:
        if connection.vendor == "postgresql" and (kept := self._kept_history()):
            return Finding.bad(
                f"The server of the holding store {kept}, which keeps every answer in its order."
            )
        try:
            found = attempt(self._sabotage)[0]
        except Unavailable as error:
            return Finding.unclear(str(error.sentence))
        if leaks := found["leaks"]:
            return Finding.bad(f"{leaks[0]} ({len(leaks)} ways in all.)" if len(leaks) > 1 else leaks[0])
        if found["backup"]:
            return Finding.unclear(
                f"Nobody was found again, but no backup could be searched: {found['backup']}"
            )
        seen = (
            f"None of {found['people']} planted people, {found['over_pages']} of them over the pages, was found "
            f"again in {found['files']} files ({found['bytes'] // 1000} kB), a backup and two copies around one "
            "answer."
        )
        if connection.vendor == "postgresql":
            return Finding.unclear(f"{seen} {OF_POSTGRESQL}")
        return Finding.good(f"{seen} Not looked at: the blocks of the disk, the memory.")

    def _kept_history(self) -> str:
        with connections[HOLDING].cursor() as cursor:
            return kept_history(cursor)

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """The backup copies the holding store like any other file."""
        self._sabotage = "store in backup+"
        try:
            yield
        finally:
            self._sabotage = "+"
