"""Each drill that was run."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from legation.kernel import clock


class DrillRun(models.Model):
    """What an attack on the twin showed. `report` is plain text, one line an event.

    `records_lost`: entries of the log that were younger than the backup, and would have been lost.
    """

    name = models.CharField(max_length=40)
    started_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)
    snapshot = models.CharField(max_length=64, blank=True)
    detection_seconds = models.FloatField(null=True)
    restore_seconds = models.FloatField(null=True)
    records_lost = models.IntegerField(null=True)
    ok = models.BooleanField(default=False)
    report = models.TextField(blank=True)
    signed_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    signed_off_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-started_at", "-id"]

    def __str__(self) -> str:
        return f"{self.name} {self.started_at:%Y-%m-%d %H:%M}"
