"""When each recurring job last ran."""

from __future__ import annotations

from django.db import models


class RecurringRun(models.Model):
    """One row a job; claiming it is one conditional UPDATE, so that one process wins."""

    name = models.CharField(max_length=80, primary_key=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name
