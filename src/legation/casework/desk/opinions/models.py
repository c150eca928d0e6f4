"""An opinion that was asked for, and given."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from legation.accounts.models import User
from legation.casework.cases.models import Case
from legation.kernel import clock
from legation.offices.models import Office
from legation.privacy.sealing import SealedTextField


class OpinionQuerySet(models.QuerySet["Opinion"]):
    """Reads of opinions."""

    def waiting(self) -> OpinionQuerySet:
        """Asked for, neither given nor taken back."""
        return self.filter(answered_at=None, withdrawn_at=None)


class Opinion(models.Model):
    """Asked of an officer (`expert`) or of a unit (`office`), one of the two. As long as it waits they may
    read the letter and the question, and nothing else of the case; with the answer this ends."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="opinions")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    expert = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    question = SealedTextField(subject="case.subject")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    text = SealedTextField(subject="case.subject")
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["asked_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(office=None, expert__isnull=False)
                | models.Q(office__isnull=False, expert=None),
                name="an_officer_or_a_unit",
            )
        ]

    def __str__(self) -> str:
        return f"opinion {self.pk}"

    @property
    def is_waiting(self) -> bool:
        """Neither given nor taken back."""
        return self.answered_at is None and self.withdrawn_at is None
