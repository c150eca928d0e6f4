"""Which passages were struck, why and by whom; and the text without them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.casework.cases.models import Case, CaseEntry, Reply
from legation.kernel import clock
from legation.privacy.sealing import SealedTextField

# What passages are struck from; None: the letter.
Struck = Reply | CaseEntry | None


class Reason(models.TextChoices):
    """Why a passage is not for everybody who handles the case."""

    THIRD_PARTY = "third-party", _("It tells of somebody else")
    NOT_NEEDED = "not-needed", _("It is not needed for the case")
    SAFETY = "safety", _("It could put somebody in danger")
    MISTAKE = "mistake", _("We told it by mistake")


class RedactionQuerySet(models.QuerySet["Redaction"]):
    """Reads of redactions."""

    def in_force(self) -> RedactionQuerySet:
        """Not lifted."""
        return self.filter(lifted_at=None)

    def to_be_lifted(self) -> RedactionQuerySet:
        """Somebody asked to lift them, and a second person has not decided."""
        return self.in_force().exclude(lift_asked_at=None)


class Redaction(models.Model):
    """Passages of one text, struck together: of a reply, of an entry of the timeline, or, with neither, of the
    letter. `spans` are places in the original,
    which stays as it is. Lifted by a second person only, after one asked for it with a reason."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="redactions")
    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, null=True, related_name="+")
    entry = models.ForeignKey(CaseEntry, on_delete=models.CASCADE, null=True, related_name="+")
    spans: models.JSONField[list[list[int]], list[list[int]]] = models.JSONField()
    reason = models.CharField(max_length=12, choices=Reason)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    lift_reason = SealedTextField(subject="case.subject")
    lift_asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    lift_asked_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    objects = RedactionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(lifted_by=None) | ~Q(lifted_by=models.F("lift_asked_by")),
                name="two_people_lift_a_redaction",
            )
        ]

    def __str__(self) -> str:
        return f"redaction {self.pk}"

    @property
    def of(self) -> Struck:
        """The text of which it strikes passages."""
        return self.reply or self.entry


class Redacted(models.Model):
    """What is shown in place of the letter, of a reply or of an entry, as long as a passage of it is struck."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, null=True, related_name="+")
    entry = models.ForeignKey(CaseEntry, on_delete=models.CASCADE, null=True, related_name="+")
    text = SealedTextField(subject="case.subject")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(reply=None, entry=None), name="one_redacted_letter"
            ),
            models.UniqueConstraint(fields=["reply"], name="one_redacted_reply"),
            models.UniqueConstraint(fields=["entry"], name="one_redacted_entry"),
        ]

    def __str__(self) -> str:
        return f"redacted {self.pk}"
