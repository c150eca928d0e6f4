"""Monthly counts. They name nobody, neither a correspondent nor an officer."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from legation.casework.cases.models import Kind, Matter
from legation.kernel import clock
from legation.offices.models import Office


class Measure(models.TextChoices):
    """What is counted, each in the month in which it happened; `Tally.value` says which."""

    RECEIVED = "received"  # and confirmed
    ANSWERED = "answered"  # in-time, late
    TOOK = "took"  # working days, of classes that count hours working hours, from confirmed to answered
    RATED = "rated"  # by the month of the answer
    REOPENED = "reopened"
    ENDED = "ended"  # otherwise: rejected, withdrawn, transferred, merged
    GROUND = "ground"  # why it was not taken up
    DECIDED = "decided"  # an application: granted, partly, refused


class Tally(models.Model):
    """How many, in a month (its first day) at an office (None: the ministry itself). Counted anew by the job."""

    month = models.DateField()
    office = models.ForeignKey(Office, on_delete=models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    matter = models.CharField(max_length=12, choices=Matter)
    measure = models.CharField(max_length=10, choices=Measure)
    value = models.CharField(max_length=12, blank=True)
    count = models.PositiveIntegerField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["month", "office", "measure"], name="tally_by_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.measure} {self.value}"
