"""How people become staff, stay it and leave; the grants themselves are in `accounts.models`."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import CLEARANCES, Grant, Role, User
from legation.kernel import clock
from legation.kernel.classification import Classification
from legation.offices.models import Office
from legation.privacy.models import Subject
from legation.privacy.sealing import SealedTextField


class FirstGrant(models.Model):
    """Marks a grant that the operator gave at the command line while there was no administrator."""

    grant = models.OneToOneField(Grant, on_delete=models.CASCADE, related_name="first")
    given_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return str(self.grant)


class Renewal(models.Model):
    """`grant` takes the place of `replaces` once it is in force."""

    grant = models.OneToOneField(Grant, on_delete=models.CASCADE, related_name="renewal")
    replaces = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="renewals")

    def __str__(self) -> str:
        return str(self.grant)


class GrantNotice(models.Model):
    """A reminder that was sent about a grant, so that it is sent once."""

    class Kind(models.TextChoices):
        """What the reminder is about."""

        MONTH = "month", "ends within 30 days"
        WEEK = "week", "ends within 7 days"
        REVIEW = "review", "its review is overdue"

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=8, choices=Kind)
    sent_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["grant", "kind"], name="staff_notice")]

    def __str__(self) -> str:
        return f"{self.grant_id} {self.kind}"


class Review(models.Model):
    """Somebody looked whether a grant is still needed, and said yes or withdrew it."""

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(default=clock.now)
    kept = models.BooleanField()

    class Meta:
        ordering: ClassVar = ["-reviewed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.grant_id} {self.reviewed_at:%Y-%m-%d}"


class EmergencyReason(models.TextChoices):
    """Why the ordinary way was too slow."""

    DANGER = "danger", _("Somebody abroad is in danger")
    NOBODY_ELSE = "nobody-else", _("Nobody of the office can be reached")
    ATTACK = "attack", _("The site is being attacked")
    OUTAGE = "outage", _("The site is not working")


class EmergencyGrant(models.Model):
    """A grant for one hour, asked for by the person themselves and given by a second one.

    A privacy officer who was neither looks at it afterwards (`seen_by`).
    """

    grant = models.OneToOneField(Grant, on_delete=models.CASCADE, related_name="emergency")
    reason = models.CharField(max_length=12, choices=EmergencyReason)
    asked_at = models.DateTimeField(default=clock.now)
    seen_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return str(self.grant)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Reads of invitations."""

    def waiting(self) -> InvitationQuerySet:
        """Neither accepted nor withdrawn nor over."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=clock.now())


class Invitation(models.Model):
    """Somebody is to join; their role is proposed or given once they have an account and a second factor.

    `subject` is the invited person's own, who may have no account yet; it is erased with the invitation.
    `by_command`: from the command line, so that the role waits for the desk, whatever it is.
    """

    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, related_name="+")
    email = SealedTextField()
    email_hash = models.CharField(max_length=64, db_index=True)
    role = models.CharField(max_length=20, choices=Role)
    office = models.ForeignKey(Office, on_delete=models.CASCADE, null=True, related_name="+")
    language = models.CharField(max_length=12, blank=True)
    clearance = models.CharField(max_length=12, choices=CLEARANCES, default=Classification.INTERNAL)
    months = models.PositiveSmallIntegerField()
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    by_command = models.BooleanField(default=False)
    invited_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-invited_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.role} {self.invited_at:%Y-%m-%d}"


class Departure(models.Model):
    """Somebody left the staff: who said so, and what was ended."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="departures")
    declared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    left_at = models.DateTimeField(default=clock.now)
    roles = models.PositiveIntegerField()
    sessions = models.PositiveIntegerField()
    cases = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["-left_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.left_at:%Y-%m-%d}"
