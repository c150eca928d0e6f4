"""Signed evidence of each control, and how each promise stands."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models

from legation.assurance import signing
from legation.kernel import clock


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Reads of evidence."""

    def newest(self) -> dict[str, Evidence]:
        """The last evidence of each control, by the control's name."""
        last = Evidence.objects.order_by().values("control").annotate(last=models.Max("id"))
        return {row.control: row for row in self.filter(pk__in=last.values("last"))}


class Evidence(models.Model):
    """What one run of one control saw. `kept` None means that it could not tell.

    `signature` is Ed25519 over the canonical JSON of `statement()`.
    """

    promise = models.CharField(max_length=40)
    control = models.CharField(max_length=80)
    kept = models.BooleanField(null=True)
    seen = models.TextField()
    checked_at = models.DateTimeField(default=clock.now, db_index=True)
    valid_until = models.DateTimeField()
    signature = models.BinaryField(max_length=64)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["control", "-id"], name="evidence_latest")]

    def __str__(self) -> str:
        return f"{self.control} {self.checked_at:%Y-%m-%d %H:%M}"

    def statement(self) -> dict[str, object]:
        """What is signed."""
        return {
            "promise": self.promise,
            "control": self.control,
            "kept": self.kept,
            "seen": self.seen,
            "checked_at": instant(self.checked_at),
            "valid_until": instant(self.valid_until),
        }

    @property
    def is_fresh(self) -> bool:
        """Whether it still counts."""
        return self.valid_until > clock.now()

    @property
    def is_genuine(self) -> bool:
        """Whether it is as it was signed; a row that was changed in the database is not."""
        return bytes(self.signature) == signing.sign(self.statement())  # Ed25519 signs without chance


class Standing(models.Model):
    """The verdict on a promise when it was last looked at, and since when it is so."""

    promise = models.CharField(max_length=40, primary_key=True)
    verdict = models.CharField(max_length=12)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.promise}: {self.verdict}"


class Claim(models.Model):
    """When a control was last taken up, so that two workers do not run it at once."""

    control = models.CharField(max_length=80, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.control


def instant(moment: dt.datetime) -> str:
    """UTC with whole seconds, such as `2026-03-01T09:00:00Z` (RFC 3339)."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
