"""Filters that officers keep."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from legation.accounts.models import User
from legation.kernel import clock
from legation.offices.models import Office


class SavedFilter(models.Model):
    """What was chosen in the form of the filter, under a name. `shared_with`: every handler of that office
    has it beside their queues; only its owner, or a supervisor of the office, takes it away."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    shared_with = models.ForeignKey(Office, on_delete=models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=60)
    chosen: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return f"filter {self.pk}"
