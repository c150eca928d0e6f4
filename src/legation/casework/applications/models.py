"""Services that can be applied for online, what applicants answered, corrected, wrote and asked to look at anew."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from legation.accounts.models import User
from legation.casework.cases.models import Case
from legation.kernel import clock
from legation.offices.models import Office
from legation.privacy.sealing import SealedTextField
from legation.questions.models import Draft, FormDefinition


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


class Correction(models.Model):
    """An officer asked to correct some answers; both versions of them are kept.

    `vessel` holds files that are sent while it is open; it is a draft that never expires by itself.
    """

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("Waiting for the correction")
        MADE = "made", _("Corrected")
        LAPSED = "lapsed", _("Not corrected in time")
        ENDED = "ended", _("No longer needed")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="corrections")
    questions: models.JSONField[list[str], list[str]] = models.JSONField()
    reason = SealedTextField(subject="case.subject")
    earlier_answers = SealedTextField(subject="case.subject")
    later_answers = SealedTextField(subject="case.subject")
    vessel = models.ForeignKey(Draft, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(state="open"), name="one_open_correction_a_case"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.state}"


class Message(models.Model):
    """One message inside a case. `by` None: from the applicant."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    text = SealedTextField(subject="case.subject")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.case} {self.at:%Y-%m-%d %H:%M}"


class Reexamination(models.Model):
    """The applicant asked to look at a decision anew. Who drafted and who approved it take no part; `moved_from`
    is the office that had nobody else, so that the ministry's duty desk does it."""

    class Outcome(models.TextChoices):
        """What came of it."""

        OPEN = "open", _("Being re-examined")
        UPHELD = "upheld", _("The decision stands")
        CHANGED = "changed", _("The decision was changed")
        PARTLY = "partly", pgettext_lazy("re-examination", "The decision was changed in part")

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="reexamination")
    decision = models.CharField(max_length=10)
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    moved_from = models.ForeignKey(Office, on_delete=models.SET_NULL, null=True, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.OPEN)
    asked_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.case} {self.outcome}"


class ProcessingTime(models.Model):
    """How long a service took at an office lately, in whole days; computed by a task. None: too few cases."""

    service = models.CharField(max_length=60)
    office = models.ForeignKey(Office, on_delete=models.CASCADE, null=True, related_name="+")
    count = models.PositiveIntegerField()
    median = models.PositiveSmallIntegerField(null=True)
    most = models.PositiveSmallIntegerField(null=True)
    computed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["service", "office"]

    def __str__(self) -> str:
        return f"{self.service} {self.office}"
