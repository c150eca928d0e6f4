"""What the life of a case leaves beside its timeline: joins, letters sent on, more time, alarms, parts, and
who may know of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.casework.cases.models.case import Case, State
from legation.kernel import clock
from legation.offices.models import Office
from legation.privacy.sealing import SealedTextField


class Merge(models.Model):
    """A repeat was joined to a leading case. Holds how the repeat stood, so that parting them restores it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="merges")
    leader = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=12, choices=State)
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(undone_at=None), name="merged_into_one_case"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} → {self.leader}"


class Transfer(models.Model):
    """A letter that a competent body outside the ministry may get, if its person wants that.

    A service that they asked for, never a disclosure: without their word nothing is sent. `parts` are
    the names of the fields of the case that would be sent; `note` is what we write to the body.
    """

    class State(models.TextChoices):
        """Where it stands."""

        ASKED = "asked", _("The person is asked")
        AGREED = "agreed", _("The person agreed")
        DECLINED = "declined", _("The person does not want it")
        SENT = "sent", _("Sent")
        DROPPED = "dropped", _("Not sent")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="transfers")
    body = models.CharField(max_length=200)
    address = models.EmailField()
    parts: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    note = SealedTextField(subject="case.subject")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(state__in=["asked", "agreed"]),
                name="one_transfer_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.state}"


class Extension(models.Model):
    """More time, with a reason that the person reads. `until` is None until it is granted."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="extensions")
    days = models.PositiveSmallIntegerField()
    reason = SealedTextField(subject="case.subject")
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    until = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(until=None, refused_at=None),
                name="one_extension_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} +{self.days}"


class Alarm(models.Model):
    """Somebody was told that a case nears or has passed its time: once for each deadline and level."""

    class Level(models.TextChoices):
        """Who is told: the officer, the supervisors, the ministry's duty desk."""

        WARNED = "warned"
        BREACHED = "breached"
        ESCALATED = "escalated"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="alarms")
    level = models.CharField(max_length=10, choices=Level)
    due_at = models.DateTimeField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "level", "due_at"], name="one_alarm_a_deadline")
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.level}"


class Part(models.Model):
    """A question of one letter that another unit answers, for colleagues only; the person gets one answer."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parts")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    unit = models.CharField(max_length=80, blank=True)
    question = SealedTextField(subject="case.subject")
    due_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    answer = SealedTextField(subject="case.subject")
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["due_at", "pk"]

    def __str__(self) -> str:
        return f"{self.case} {self.office}"

    @property
    def is_open(self) -> bool:
        """The unit still has to answer."""
        return self.answered_at is None and self.dropped_at is None

    @property
    def is_late(self) -> bool:
        """Open beyond its time."""
        return self.is_open and self.due_at < clock.now()


class NamedReader(models.Model):
    """Somebody whom a supervisor named for a sensitive case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="readers")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    named_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "user"], name="named_once")]

    def __str__(self) -> str:
        return f"{self.case} {self.user_id}"


class Interest(models.Model):
    """An officer's conflict of interest: they neither open the case nor decide anything in it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="interests")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "user"], name="declared_once")]

    def __str__(self) -> str:
        return f"{self.case} {self.user_id}"


class Fingerprint(models.Model):
    """A keyed sketch of a letter's words, sealed: finds a repeat by the same person, tells nothing else."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="fingerprint")
    sketch = SealedTextField(subject="case.subject")

    def __str__(self) -> str:
        return str(self.case)
