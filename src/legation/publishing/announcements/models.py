"""What was decided and may not have been announced yet."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from legation.edge.bulletin import Change
from legation.kernel import clock


class Announcement(models.Model):
    """Written in the transaction of the change, deleted once every worker can read of it."""

    change = models.CharField(max_length=10, choices=[(change.value, change.value) for change in Change])
    tags = models.JSONField(default=list)
    made_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.change} {self.made_at:%Y-%m-%d %H:%M}"
