"""By whom and how a letter was filed for its person."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.casework.cases.models import Case
from legation.kernel import clock


class Channel(models.TextChoices):
    """How it reached us."""

    PAPER = "paper", _("On paper")
    PHONE = "phone", _("By telephone")
    COUNTER = "counter", _("At the counter")


class Filing(models.Model):
    """`arrived_on`: the day on which it reached us, which may be before it was filed."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="filing")
    channel = models.CharField(max_length=10, choices=Channel)
    arrived_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.case} {self.channel}"
