"""Which passages were struck, why and by whom; and the text without them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.casework.cases.models import Case, CaseEntry, Reply
from legation.casework.desk.redaction.texts import Struck, heading_of
from legation.kernel import clock
from legation.privacy.sealing import SealedTextField

# Named only: the applications stand above the desk.
MESSAGE = "applications.Message"


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
    """Passages of one text, struck together: of a reply, of an entry of the timeline, of a message, or, with none
    of them, of the letter. `spans` are places in the original, which stays as it is. Lifted by a second person
    only, after one asked for it with a reason."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="redactions")
    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, null=True, related_name="+")
    entry = models.ForeignKey(CaseEntry, on_delete=models.CASCADE, null=True, related_name="+")
    message = models.ForeignKey(MESSAGE, on_delete=models.CASCADE, null=True, related_name="+")
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
        return self.reply or self.entry or self.message

    @property
    def heading(self) -> str:
        """What that text is, in a word or two."""
        return heading_of(self.of)


class Redacted(models.Model):
    """What is shown in place of the letter, a reply, an entry or a message, as long as a passage of it is struck."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, null=True, related_name="+")
    entry = models.ForeignKey(CaseEntry, on_delete=models.CASCADE, null=True, related_name="+")
    message = models.ForeignKey(MESSAGE, on_delete=models.CASCADE, null=True, related_name="+")
    text = SealedTextField(subject="case.subject")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(reply=None, entry=None, message=None), name="one_redacted_letter"
            ),
            models.UniqueConstraint(fields=["reply"], name="one_redacted_reply"),
            models.UniqueConstraint(fields=["entry"], name="one_redacted_entry"),
            models.UniqueConstraint(fields=["message"], name="one_redacted_message"),
        ]

    def __str__(self) -> str:
        return f"redacted {self.pk}"

    @property
    def of(self) -> Struck:
        """The text in place of which it is shown; None: the letter."""
        return self.reply or self.entry or self.message
