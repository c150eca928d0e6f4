"""Form definitions in their versions, drafts, attachments. What people answer is sealed."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import cached_property
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.kernel import clock
from legation.privacy.models import Subject
from legation.privacy.sealing import SealedTextField
from legation.questions.definition import Definition
from legation.questions.reading import read

DRAFT_DAYS = 30


class FormDefinition(models.Model):
    """One version of a form; one a slug is in force, older ones stay for the drafts begun on them.

    `carries`: drafts begun on earlier versions go on with this one, as when the law has changed; else
    they finish on their own.
    """

    slug = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    source: models.JSONField[dict[str, object], dict[str, object]] = models.JSONField()
    in_force = models.BooleanField(default=False)
    carries = models.BooleanField(default=False)
    published_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["slug", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["slug", "version"], name="one_form_a_version"),
            models.UniqueConstraint(
                fields=["slug"], condition=models.Q(in_force=True), name="one_form_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.version}"

    @cached_property
    def definition(self) -> Definition:
        """Raises WrongDefinition, which `publish` rules out."""
        return read(self.source)


class DraftQuerySet(models.QuerySet["Draft"]):
    """Reads of drafts."""

    def open(self) -> DraftQuerySet:
        """Neither sent nor past its days."""
        return self.filter(submitted_at=None, expires_at__gt=clock.now())

    def stale(self) -> DraftQuerySet:
        """Never sent and past its days."""
        return self.filter(submitted_at=None, expires_at__lte=clock.now())


def in_thirty_days() -> dt.datetime:
    """When a draft that is saved now will be erased."""
    return clock.now() + dt.timedelta(days=DRAFT_DAYS)


class Draft(models.Model):
    """Answers on their way. Found only by its secret, of which a keyed hash is kept.

    `purpose` and `office` tell what it is for, such as `passport-renewal` and `london`. `reference`
    is what became of it, a case number. `verified` is the keyed hash of an address that was shown
    to be the person's own.

    `typed` is what was typed wrongly on pages that the person left, so that it is there again; `former`
    are answers to questions that a newer version of the form does not ask. `member` began it signed in.
    For a member, and for whoever asked for a code, `secret` keeps the draft's secret, which leads back.
    """

    secret_hash = models.CharField(max_length=64, unique=True)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    form = models.ForeignKey(FormDefinition, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=60)
    office = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=12)
    answers = SealedTextField()
    typed = SealedTextField()
    former = SealedTextField()
    secret = SealedTextField()
    code_hash = models.CharField(max_length=64, blank=True, db_index=True)
    member = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    verified = models.CharField(max_length=64, blank=True)
    begun_at = models.DateTimeField(default=clock.now)
    saved_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(default=in_thirty_days)
    submitted_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=40, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["submitted_at", "expires_at"], name="drafts_by_end")]

    def __str__(self) -> str:
        return f"{self.purpose} #{self.pk}"


class Attachment(models.Model):
    """One uploaded file. Its bytes lie sealed on disk under a key that is sealed for the person.

    Nobody but the scanner opens them before `state` is clean. `question` is what it answers, as
    `Where.file` writes it.
    """

    class State(models.TextChoices):
        """Where a file stands on its way through the scanner."""

        QUARANTINED = "quarantined", _("Waiting to be scanned")
        CLEAN = "clean", _("Scanned, nothing found")
        REFUSED = "refused", _("Refused by the scanner")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="attachments", null=True)
    question = models.CharField(max_length=120)
    reference = models.CharField(max_length=40, blank=True, db_index=True)
    filename = SealedTextField()
    file_key = SealedTextField()
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.QUARANTINED, db_index=True)
    finding = models.CharField(max_length=120, blank=True)
    uploaded_at = models.DateTimeField(default=clock.now)
    scanned_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["uploaded_at"]

    def __str__(self) -> str:
        return str(self.pk)


class Erasure(models.Model):
    """The answers of a case that are kept up to `days` after its end are erased."""

    reference = models.CharField(max_length=40, unique=True)
    days = models.PositiveIntegerField(db_index=True)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.reference} {self.days}"
