"""Counting attempts exactly, however many arrive at once: each is one statement of the database.

Nothing is kept of an address or a person but a keyed hash, until the time of the limit is over.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.http import HttpRequest

from legation.accounts.limits.models import Attempts
from legation.edge.addresses import neighbourhood
from legation.kernel import clock
from legation.privacy.sealing import lookup_hash

COUNT = """
INSERT INTO limits_attempts (who, count, ends_at) VALUES (%s, 1, %s)
ON CONFLICT (who) DO UPDATE SET
  count = CASE WHEN limits_attempts.ends_at <= %s THEN 1 ELSE limits_attempts.count + 1 END,
  ends_at = CASE WHEN limits_attempts.ends_at <= %s THEN excluded.ends_at ELSE limits_attempts.ends_at END
RETURNING count
"""


@dataclass(frozen=True)
class Limit:
    """`most` attempts within `seconds` of the first."""

    name: str
    most: int
    seconds: int

    def count(self, who: str) -> int:
        """Count one more of `who`; how many there are now."""
        return self.by(who).count()

    def exceeded(self, who: str) -> bool:
        """Count one more of `who`; whether that is more than is allowed."""
        return self.by(who).exceeded()

    def by(self, who: str) -> Attempt:
        """An attempt of `who` that is not counted yet; outside the transaction it takes no time of others."""
        return Attempt(self, self._key(who))

    def counted(self, who: str) -> int:
        """How many there are of `who`; counts nothing."""
        now = int(clock.now().timestamp())
        row = Attempts.objects.filter(who=self._key(who), ends_at__gt=now).first()
        return row.count if row else 0

    def forgive(self, who: str) -> None:
        """Begin anew for `who`."""
        Attempts.objects.filter(who=self._key(who)).delete()

    def _key(self, who: str) -> str:
        return lookup_hash(f"limit {self.name}", who)


@dataclass(frozen=True)
class Attempt:
    """One attempt, of somebody whose keyed hash is `key`."""

    limit: Limit
    key: str

    def count(self) -> int:
        """Count it; how many there are now."""
        now = int(clock.now().timestamp())
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [self.key, now + self.limit.seconds, now, now])
            found: tuple[int] = cursor.fetchone()
        return found[0]

    def exceeded(self) -> bool:
        """Count it; whether it is one too many."""
        return self.count() > self.limit.most


def place(request: HttpRequest) -> str:
    """Where it comes from: one address, or the network of an IPv6 address."""
    return neighbourhood(request.META.get("REMOTE_ADDR", ""))
