"""What of a survey was published, judged, and stays when its raw answers are gone.

Nothing here points at an answer.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.kernel import clock
from legation.surveys.models import Survey

Line = tuple[str, list[int | None]]  # one thing of a ranking, and how often it had each place
GROUPS = "-groups"  # after the key of a likelihood: its three groups


class Publication(models.Model):
    """One table as it was published once. `counts` are all its figures, also those in the places `hidden`:
    a later publication is compared with them, so that the difference shows no small group."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="publications")
    key = models.CharField(max_length=100)
    total = models.PositiveIntegerField()
    counts: models.JSONField[list[int], list[int]] = models.JSONField()
    hidden: models.JSONField[list[int], list[int]] = models.JSONField(default=list)
    day = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.survey_id}: {self.key}"


class PublicTexts(models.Model):
    """That the free texts of a question are public: those that moderators let stand, in random order."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="public_texts")
    question = models.CharField(max_length=60)
    texts: models.JSONField[list[str], list[str]] = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "question"], name="public_texts_once")
        ]

    def __str__(self) -> str:
        return f"{self.survey_id}: {self.question}"


class Judgement(models.Model):
    """That somebody judged a free text; of which answer is not kept, nor what it says."""

    class Act(models.TextChoices):
        """What was decided."""

        SHOWN = "shown", _("let stand")
        HIDDEN = "hidden", _("hidden")
        REDACTED = "redacted", _("let stand with words blacked out")

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="judgements")
    question = models.CharField(max_length=60)
    act = models.CharField(max_length=10, choices=Act.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.question}: {self.act}"


class FinalFigures(models.Model):
    """For staff: the counts of a survey whose raw answers have been deleted; of an anonymous one nothing for
    what is hidden."""

    survey = models.OneToOneField(Survey, on_delete=models.CASCADE, primary_key=True, related_name="final")
    total = models.PositiveIntegerField()
    counts: models.JSONField[dict[str, list[int | None]], dict[str, list[int | None]]] = models.JSONField()
    places: models.JSONField[dict[str, list[Line]], dict[str, list[Line]]] = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.survey_id}: {self.total}"
