"""What is handed over after an application was granted, how, and that it was: once."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.casework.cases.models import Case
from legation.kernel import clock
from legation.privacy.sealing import SealedTextField


class Way(models.TextChoices):
    """How it reaches the person."""

    COUNTER = "counter", _("I collect it at the office")
    POST = "post", _("Send it to me by post")


class Handover(models.Model):
    """Made when the application is granted. `items` says in words what there is to hand over; `proof` how
    the officer knew the person where the receipt was lost, or the number of the letter in the post."""

    class State(models.TextChoices):
        """Where it is."""

        EXPECTED = "expected", _("Being made ready")
        READY = "ready", _("Ready")
        COLLECTED = "collected", _("Handed over")
        POSTED = "posted", _("Sent by post")

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="handover")
    way = models.CharField(max_length=8, choices=Way, default=Way.COUNTER)
    address = SealedTextField(subject="case.subject")
    state = models.CharField(max_length=10, choices=State, default=State.EXPECTED)
    items = models.CharField(max_length=200, blank=True)
    proof = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    ready_at = models.DateTimeField(null=True)
    ready_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.case} {self.state}"

    @property
    def is_over(self) -> bool:
        """The person has it, or the post."""
        return self.state in (self.State.COLLECTED, self.State.POSTED)
