"""One row for each who tried, until their time is over."""

from __future__ import annotations

from django.db import models


class Attempts(models.Model):
    """How many attempts since the first, up to `ends_at` (seconds since 1970). `who` is a keyed hash."""

    who = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    ends_at = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"{self.who[:8]}: {self.count}"
