"""The rows of the ledger. They are written once; nothing here is ever updated but `index`."""

from __future__ import annotations

from django.db import models


class LedgerRecord(models.Model):
    """Who did what, to whom, why.

    `detail` is the record itself, sealed; `commitment` is SHA-256 over a random salt and the record,
    and is all that the public log shows. `index` is its place in the tree, given in batches.
    """

    action = models.CharField(max_length=60, db_index=True)
    at = models.DateTimeField(db_index=True)
    detail = models.BinaryField()
    commitment = models.BinaryField(max_length=32)
    index = models.BigIntegerField(null=True, unique=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.action} #{self.pk}"


class LedgerMention(models.Model):
    """Which person a record is about or by, so that they can read their own."""

    record = models.ForeignKey(LedgerRecord, on_delete=models.PROTECT, related_name="mentions")
    subject_id = models.UUIDField(db_index=True)

    def __str__(self) -> str:
        return f"{self.record_id} mentions {self.subject_id}"
