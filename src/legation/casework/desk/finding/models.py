"""Filters that officers keep, and the keyed hashes by which a case is found."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from legation.accounts.models import User
from legation.casework.cases.models import Case
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


class SearchToken(models.Model):
    """A keyed hash of something by which a case can be found: its number, a word of a name, an address, a
    passport's number. Under the key of the office that has the case (see `tokens`)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="search_tokens")
    token = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["token", "case"], name="case_by_token")]

    def __str__(self) -> str:
        return str(self.case)
