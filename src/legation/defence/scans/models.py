"""What scans found. A finding is closed by a clean rescan and by nothing else."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from legation.defence.scans.registry import Severity
from legation.kernel import clock


class ScanRun(models.Model):
    """One run of one scan. `failure` tells why it could not look; then it counts for nothing."""

    scan = models.CharField(max_length=40, db_index=True)
    started_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)
    weaknesses = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-started_at", "-id"]

    def __str__(self) -> str:
        return f"{self.scan} {self.started_at:%Y-%m-%d %H:%M}"


class FindingQuerySet(models.QuerySet["Finding"]):
    """Reads of findings."""

    def open(self) -> FindingQuerySet:
        """Not closed by a clean rescan."""
        return self.filter(closed_at=None)

    def overdue(self) -> FindingQuerySet:
        """Open beyond the deadline, and not accepted for the present."""
        now = clock.now()
        accepted = Q(accepted_until__gt=now)
        return self.open().filter(deadline__lt=now).exclude(accepted)


class Finding(models.Model):
    """A weakness. `owner` and `accepted_by` are subject ids of staff."""

    scan = models.CharField(max_length=40)
    key = models.CharField(max_length=160)
    severity = models.CharField(max_length=8, choices=Severity)
    text = models.CharField(max_length=400)
    opened_at = models.DateTimeField(default=clock.now)
    deadline = models.DateTimeField()
    owner = models.UUIDField(null=True)
    accepted_until = models.DateTimeField(null=True)
    accepted_reason = models.CharField(max_length=300, blank=True)
    accepted_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True, editable=False)
    closed_by = models.ForeignKey(
        ScanRun, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["deadline", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["scan", "key"], condition=Q(closed_at=None), name="finding_open_once"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="finding_closed_by_a_scan",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def is_accepted(self) -> bool:
        """Whether its risk is accepted for the present."""
        return self.accepted_until is not None and self.accepted_until > clock.now()

    @property
    def is_overdue(self) -> bool:
        """Whether it should have been gone by now."""
        return self.closed_at is None and self.deadline < clock.now() and not self.is_accepted
