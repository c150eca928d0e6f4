"""Services that can be applied for online, and what applicants answered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from legation.casework.cases.models import Case
from legation.kernel import clock
from legation.privacy.sealing import SealedTextField
from legation.questions.models import FormDefinition


class OnlineServiceQuerySet(models.QuerySet["OnlineService"]):
    """Reads of online services."""

    def open(self) -> OnlineServiceQuerySet:
        """Those that can be applied for."""
        return self.filter(is_open=True)


class OnlineService(models.Model):
    """A service that can be applied for online. Its slug is that of its page and of its form.

    `offices` are the slugs of the offices that take applications; empty: every office does.
    """

    slug = models.SlugField(max_length=60, unique=True)
    offices: models.JSONField[list[str], list[str]] = models.JSONField(default=list, blank=True)
    is_open = models.BooleanField(default=True)

    objects = OnlineServiceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["slug"]

    def __str__(self) -> str:
        return self.slug


class Application(models.Model):
    """What somebody applied for, on which version of the form; the decision is a reply of the case."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="application")
    service = models.CharField(max_length=60)
    form = models.ForeignKey(FormDefinition, on_delete=models.PROTECT, related_name="+")
    answers = SealedTextField(subject="case.subject")
    submitted_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["-submitted_at"]

    def __str__(self) -> str:
        return f"{self.case} {self.service}"
