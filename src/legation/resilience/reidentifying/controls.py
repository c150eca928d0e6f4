"""Nobody who answered an anonymous survey is found again, with everything that an operator can copy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections
from django.utils.translation import gettext_lazy as _

from legation.kernel.errors import Unavailable
from legation.promises import Control, Finding, Site, hours, register
from legation.resilience.reidentifying.scratch import attempt
from legation.surveys.holding import HOLDING


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
        if connection.vendor == "postgresql" and (archived := self._archived()):
            return Finding.bad(archived)
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
        return Finding.good(
            f"None of {found['people']} planted people, {found['over_pages']} of them over the pages, was found "
            f"again in {found['files']} files ({found['bytes'] // 1000} kB), a backup and two copies around one "
            f"answer.{self._not_looked_at()}"
        )

    def _archived(self) -> str:
        """Whether the server of the holding store keeps a history of it."""
        with connections[HOLDING].cursor() as cursor:
            cursor.execute("SHOW archive_mode")
            archive = cursor.fetchone()[0]
            cursor.execute("SELECT count(*) FROM pg_stat_replication")
            replicas = cursor.fetchone()[0]
        if archive == "off" and not replicas:
            return ""
        kept = "archives its write-ahead log" if archive != "off" else f"has {replicas} replicas"
        return f"The server of the holding store {kept}, which keeps every answer in its order."

    def _not_looked_at(self) -> str:
        if connection.vendor == "sqlite":
            return " Not looked at: the blocks of the disk, the memory."
        return " Tried on SQLite. Not looked at: the files of the PostgreSQL server, the disk, the memory."

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """The backup copies the holding store like any other file."""
        self._sabotage = "store in backup+"
        try:
            yield
        finally:
            self._sabotage = "+"
