"""What officers write down of a letter in their working language."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from legation.accounts.models import User
from legation.casework.cases.models import Case
from legation.kernel import clock
from legation.privacy.sealing import SealedTextField


class Translation(models.Model):
    """One version of the translation of a case's letter into a language; the latest counts, the others stay."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    text = SealedTextField(subject="case.subject")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["language", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "language", "number"], name="one_translation_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.language} {self.number}"
