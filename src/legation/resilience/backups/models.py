"""Each run of the backup."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from legation.kernel import clock


class BackupRun(models.Model):
    """One backup: its snapshots in the repository, and whether a real restore of it succeeded.

    `failure` is one sentence for the operator, empty when all went well.
    """

    kind = models.CharField(max_length=12)
    started_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)
    snapshot = models.CharField(max_length=64, blank=True)
    keys_snapshot = models.CharField(max_length=64, blank=True)
    bytes = models.BigIntegerField(default=0)
    ok = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-started_at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.started_at:%Y-%m-%d %H:%M}"
