"""The step in which a second person decides, and emergency alerts that went out on one signature."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState

from legation.accounts.models import User
from legation.kernel import clock
from legation.publishing.models import SitePage


class PublicationTask(Task):
    """Waits for whoever may be the second person for this page, which is asked anew each time."""

    class Meta:
        verbose_name = _("decision by a second person")

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return _may_decide(obj, user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not _may_decide(obj, user)

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return _may_decide(obj, user)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        if not _may_decide(obj, user):
            return []
        return [
            ("reject", _("Request changes"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with comment"), True),
        ]

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        mine = [
            state.pk
            for state in waiting.select_related("workflow_state")
            if (page := state.workflow_state.content_object) and _may_decide(page, user)
        ]
        return waiting.filter(pk__in=mine)

    @classmethod
    def get_description(cls) -> Any:
        return _("A publisher of the office who did not write the text, or the ministry's duty desk")


def _may_decide(page: Any, user: Any) -> bool:
    from legation.publishing.signatures.people import may_decide  # noqa: PLC0415  # it needs these models

    return may_decide(user, page)


class Outcome(models.TextChoices):
    """What the second person decided."""

    CONFIRMED = "confirmed", _("Confirmed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class EmergencyReview(models.Model):
    """An emergency alert that one person wrote and published; somebody else looks at it by `due_at`."""

    WITHIN: ClassVar = dt.timedelta(hours=2)
    REMINDED_AFTER: ClassVar = dt.timedelta(hours=1)

    page = models.ForeignKey(SitePage, on_delete=models.CASCADE, related_name="emergency_reviews")
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)

    class Meta:
        ordering: ClassVar = ["due_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["page"], condition=models.Q(decided_at=None), name="one_open_review_a_page"
            )
        ]

    def __str__(self) -> str:
        return f"{self.page_id} by {self.due_at:%H:%M}"

    @property
    def is_late(self) -> bool:
        """Whether the two hours are over."""
        return self.decided_at is None and self.due_at <= clock.now()
