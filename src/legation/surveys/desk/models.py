"""A survey while it is being prepared, who had a hand in it, and what was decided about it.

The survey itself is made in the moment in which a second person agrees: nothing of a plan is ever public.
"""

from __future__ import annotations

import datetime as dt
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.kernel import clock
from legation.offices.models import Office, zone_of
from legation.questions.composing.models import ComposedForm
from legation.surveys.models import Quota, Survey


class SurveyPlan(models.Model):
    """The settings of one survey. Its questions are those of its form's draft, else of the version in force.

    `opens_at` None: as soon as it is approved. `origin` is the code of the template or the slug of the survey
    that it began from. `revision` grows with every change. `survey` is what came of it.
    """

    form = models.OneToOneField(ComposedForm, on_delete=models.CASCADE, related_name="+")
    origin = models.CharField(max_length=80, blank=True)
    anonymous = models.BooleanField(default=True)
    access = models.CharField(max_length=10, choices=Survey.Access.choices, default=Survey.Access.ANYONE)
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    closes_after = models.PositiveIntegerField(null=True)
    quotas: models.JSONField[list[Quota], list[Quota]] = models.JSONField(default=list)
    resumable = models.BooleanField(default=False)
    public_results = models.BooleanField(default=False)
    offered_after: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    retention_days = models.PositiveIntegerField(default=365)
    revision = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=500, blank=True)
    survey = models.OneToOneField(Survey, on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return self.slug

    @property
    def slug(self) -> str:
        """The short name, which will stand in the survey's address."""
        return self.form.slug

    @property
    def office(self) -> Office | None:
        """Whose it is; None: the ministry's."""
        return self.form.office

    @property
    def zone(self) -> ZoneInfo:
        """In which its times are written."""
        return zone_of(self.office)

    @property
    def begins(self) -> dt.datetime:
        """When it opens, were it approved now."""
        return max(self.opens_at or clock.now(), clock.now())


class PlanHand(models.Model):
    """Somebody changed this plan, and so cannot approve it."""

    plan = models.ForeignKey(SurveyPlan, on_delete=models.CASCADE, related_name="hands")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "person"], name="one_hand_a_planner")
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.person_id}"


class SurveyAct(models.Model):
    """What was decided about a survey, by whom and why: beside the ledger, so that the desk can show it."""

    class What(models.TextChoices):
        """What was decided."""

        APPROVED = "approved", _("Approved")
        EXTENDED = "extended", _("Open for longer")
        CLOSED = "closed", _("Closed before its date")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=10, choices=What)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    reason = models.CharField(max_length=500, blank=True)
    closed_before = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.what}"
