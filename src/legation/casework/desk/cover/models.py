"""Absences of officers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from legation.accounts.models import User
from legation.kernel import clock
from legation.offices.models import Office


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Reads of absences."""

    def now(self) -> AbsenceQuerySet:
        """Begun and not over."""
        moment = clock.now()
        return self.filter(starts_at__lte=moment, ends_at__gt=moment, cancelled_at=None)

    def to_come(self) -> AbsenceQuerySet:
        """Not over, begun or not."""
        return self.filter(ends_at__gt=clock.now(), cancelled_at=None)

    def within(self, start: object, end: object) -> AbsenceQuerySet:
        """Those that share a moment with this time."""
        return self.filter(starts_at__lt=end, ends_at__gt=start, cancelled_at=None)


class Absence(models.Model):
    """Somebody of an office is away. `deputy` None: the ministry's duty desk stands in, as it does when the
    deputy is away too or has left. The times are whole days of the office."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+")
    deputy = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    named_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    cancelled_at = models.DateTimeField(null=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["starts_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="absence_has_a_time"),
            models.CheckConstraint(
                condition=Q(deputy=None) | ~Q(deputy=F("person")), name="nobody_covers_themselves"
            ),
        ]

    def __str__(self) -> str:
        return f"absence {self.pk}"
