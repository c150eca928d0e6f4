"""Incidents and their evidence: sealed bytes in a chain, so that none can be altered or left out."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from legation.kernel import clock
from legation.ledger.models import LedgerRecord


class Kind(models.TextChoices):
    """What happened."""

    ATTACK = "attack", _("Attack")
    MALWARE = "malware", _("Malware")
    LOSS = "loss", _("Loss or disclosure of data")
    ACCOUNT = "account", _("Misuse of an account")
    OTHER = "other", _("Something else")


class Status(models.TextChoices):
    """Where the matter stands."""

    OPEN = "open", pgettext_lazy("incident", "Open")
    HANDED_OVER = "handed over", _("Handed to the authorities")
    CLOSED = "closed", pgettext_lazy("incident", "Closed")


class Incident(models.Model):
    """One matter. `opened_by` is the subject id of the officer, None for the detector."""

    kind = models.CharField(max_length=12, choices=Kind)
    summary = models.CharField(max_length=300)
    status = models.CharField(max_length=12, choices=Status, default=Status.OPEN)
    opened_at = models.DateTimeField(default=clock.now)
    opened_by = models.UUIDField(null=True)

    class Meta:
        ordering = ["-opened_at", "-id"]

    def __str__(self) -> str:
        return f"{self.pk}: {self.summary}"


class Evidence(models.Model):
    """One item. `sha256` is of its bytes; `chain` covers it and the item before, and stands in the
    ledger too, outside whoever could alter this table."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="evidence")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    chain = models.CharField(max_length=64)
    added_at = models.DateTimeField(default=clock.now)
    record = models.ForeignKey(LedgerRecord, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["incident", "position"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "position"], name="evidence_position_once")
        ]

    def __str__(self) -> str:
        return self.name
