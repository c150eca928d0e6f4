"""The outbox."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from legation.kernel import clock
from legation.privacy.models import Subject
from legation.privacy.sealing import SealedTextField


class OutgoingMail(models.Model):
    """One message to one person. `title` is its subject line and holds nothing personal.

    `claimed_at`: a worker is sending it. `withheld_at`: it is not sent, because it is not safe to write
    to the person. `bounced_at`: a mail server told that it could not be delivered, with its status code
    (RFC 3463), such as 5.1.1.
    """

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="+")
    recipient = SealedTextField()
    title = models.CharField(max_length=200)
    text = SealedTextField()
    language = models.CharField(max_length=12, blank=True)
    message_id = models.CharField(max_length=120, unique=True)
    queued_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)
    claimed_at = models.DateTimeField(null=True)
    withheld_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    bounce_status = models.CharField(max_length=12, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(
                fields=["id"],
                condition=models.Q(sent_at=None, withheld_at=None),
                name="mail_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.title


class UnsafeContact(models.Model):
    """It is not safe to write to or call this person: somebody else may read or hear it."""

    subject = models.OneToOneField(Subject, on_delete=models.CASCADE, related_name="+")
    marked_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.marked_at:%Y-%m-%d}"
