"""The outbox."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from legation.kernel import clock
from legation.privacy.models import Subject
from legation.privacy.sealing import SealedTextField


class OutgoingMail(models.Model):
    """One message to one person. `title` is its subject line and holds nothing personal."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="+")
    recipient = SealedTextField()
    title = models.CharField(max_length=200)
    text = SealedTextField()
    html = SealedTextField()
    language = models.CharField(max_length=12, blank=True)
    message_id = models.CharField(max_length=120, unique=True)
    queued_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.title
