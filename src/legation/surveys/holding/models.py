"""What is held for a while. A row knows its survey by the survey's seal, never by a foreign key.

Answers and tokens lie apart, and each answer that comes rewrites both in a new random order. No row has
a time; a draft has the day on which it ends.
"""

from __future__ import annotations

from functools import cached_property

from django.db import models

from legation.privacy.models import Subject
from legation.privacy.sealing import SealedTextField
from legation.surveys.models import Choices, RandomKey, random_key


class Tally(models.Model):
    """How many complete answers a survey has, held and moved together, and how many count towards each
    quota. Locked by whoever takes or moves an answer, so that N is exactly N.

    `settled` is what the main database said when this was last in step with it: a differing number means
    that one of both was lost or put back, and everything is counted anew. After `closed` nothing is taken.
    """

    survey = models.UUIDField(primary_key=True)
    complete = models.PositiveIntegerField(default=0)
    settled = models.IntegerField(default=-1)
    quotas: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict)
    closed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.complete}"


class HeldAnswer(models.Model):
    """An anonymous answer before its batch is full; `batch` is the key of the batch it is leaving in."""

    id = RandomKey(primary_key=True, default=random_key, editable=False)
    survey = models.UUIDField()
    choices: models.JSONField[Choices, Choices] = models.JSONField()
    words = SealedTextField(subject="seal")
    batch = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return "held"

    @cached_property
    def seal(self) -> Subject:
        """Under whose key the words lie: the survey's, which is no person's."""
        return Subject.objects.get(pk=self.survey)


class HeldToken(models.Model):
    """A token that was used, before it leaves with the batch, in another order than the answers."""

    id = RandomKey(primary_key=True, editable=False)
    survey = models.UUIDField()
    batch = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return "held"


class HeldDraft(models.Model):
    """An answer not yet complete, sealed under a key that only the link in the respondent's hands holds.

    `secret` is a one-way hash of what the link holds, to refuse wrong links; it opens nothing.
    """

    id = RandomKey(primary_key=True, default=random_key, editable=False)
    survey = models.UUIDField()
    secret = models.BinaryField(max_length=32)
    sealed = models.BinaryField()
    ends_on = models.DateField()

    def __str__(self) -> str:
        return "draft"
