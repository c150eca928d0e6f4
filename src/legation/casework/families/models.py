"""What is decided on each person of an application for several."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from legation.accounts.models import User
from legation.casework.cases.models import Case, Outcome
from legation.kernel import clock
from legation.privacy.sealing import SealedTextField

OUTCOMES = [(one.value, one.label) for one in (Outcome.GRANTED, Outcome.REFUSED)]


class PersonDecision(models.Model):
    """Granted or refused for one person. `person` is the entry of the form, empty for the applicant.

    A draft until the decision of the case is sent; what was sent stays as it is, also when the case is
    looked at again: then there is a new draft beside it.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="person_decisions")
    person = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=10, choices=OUTCOMES)
    reasons = SealedTextField(subject="case.subject")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["decided_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "person"],
                condition=models.Q(sent_at=None),
                name="one_draft_decision_a_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.outcome}"
