"""Whose a form is, the draft of its next version, and who had a hand in it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from legation.accounts.models import User
from legation.kernel import clock
from legation.offices.models import Office
from legation.questions.models import FormDefinition

Source = dict[str, object]


class ComposedForm(models.Model):
    """One form under its lasting short name. `office` None: the ministry's. `use` is the code of what it is
    for, empty for nothing yet. Its versions are the FormDefinitions of the same slug."""

    slug = models.SlugField(max_length=60, unique=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    use = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["slug"]

    def __str__(self) -> str:
        return self.slug


class FormDraft(models.Model):
    """The next version of a form, one at a time, as JSON that may still lack texts.

    `revision` grows with every change; `before` is what the last change replaced, for undoing it. `base` is
    the version it was begun from. A draft with `submitted_at` waits for a second person; `remark` is why the
    last one gave it back.
    """

    form = models.OneToOneField(ComposedForm, on_delete=models.CASCADE, related_name="draft")
    source: models.JSONField[Source, Source] = models.JSONField()
    before: models.JSONField[Source | None, Source | None] = models.JSONField(null=True)
    revision = models.PositiveIntegerField(default=1)
    base = models.ForeignKey(FormDefinition, on_delete=models.PROTECT, null=True, related_name="+")
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.form} draft"


class Hand(models.Model):
    """Somebody changed this draft, and so cannot publish it."""

    draft = models.ForeignKey(FormDraft, on_delete=models.CASCADE, related_name="hands")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "person"], name="one_hand_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.person_id}"


class FormPublication(models.Model):
    """Who wrote a version last and who put it in force; when it was withdrawn, by whom and why."""

    version = models.OneToOneField(FormDefinition, on_delete=models.CASCADE, related_name="publication")
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return str(self.version)
