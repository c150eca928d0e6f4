"""Texts for replies by kind, matter and state, in versions that a second person approves."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.casework.cases.models import Kind, Matter, State
from legation.kernel import clock
from legation.offices.models import Office

STATES = [(state.value, state.label) for state in (State.OPEN, State.ASSIGNED)]


class ReplyTemplate(models.Model):
    """For which cases a text is offered; an empty choice means any. `office` None: every office."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind, blank=True)
    matter = models.CharField(max_length=12, choices=Matter, blank=True)
    state = models.CharField(max_length=12, choices=STATES, blank=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"template {self.pk}"

    @property
    def in_force(self) -> TemplateVersion | None:
        """The latest approved version."""
        return self.versions.exclude(approved_at=None).last()

    @property
    def proposed(self) -> TemplateVersion | None:
        """The version that waits for a second person."""
        return self.versions.filter(approved_at=None, returned_at=None).last()


class TemplateVersion(models.Model):
    """`texts` maps a language's code to `{"title": …, "text": …}`. Never changed once written."""

    template = models.ForeignKey(ReplyTemplate, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    texts: models.JSONField[dict[str, dict[str, str]], dict[str, dict[str, str]]] = models.JSONField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["template", "number"], name="one_version_a_number"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("written_by")),
                name="two_people_make_a_template",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.number}"

    @property
    def standing(self) -> str:
        """In words, for its history."""
        if self.approved_at:
            return str(_("Approved"))
        return str(_("Sent back")) if self.returned_at else str(_("Waiting for a second person"))
