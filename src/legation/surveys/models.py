"""Surveys and their answers. What links an anonymous answer to a person is not there to be found.

An answer has a random key, which on SQLite is also its place in the table, so that the order in
which answers came is kept nowhere; of its time it has the day of its batch. It first lies in the holding
store (`holding`) and leaves it in shuffled batches of at least ten.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from typing import ClassVar, TypedDict

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.kernel import clock
from legation.offices.models import Office
from legation.privacy.models import Subject
from legation.privacy.sealing import SealedTextField
from legation.questions.models import FormDefinition

Choices = dict[str, str | int | list[str] | dict[str, str]]


class RandomKey(models.BigIntegerField):  # type: ignore[type-arg]  # generic only in the stubs
    """A primary key that tells nothing; on SQLite of the type that also is the row's place."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """`integer` makes it SQLite's rowid; `bigint` would leave a second, ascending one."""
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


def random_key() -> int:
    """63 random bits."""
    return secrets.randbits(63)


def token_key(survey: uuid.UUID, token: str) -> int:
    """The key of a token spent in the survey of this seal: from it nobody comes back to the token."""
    return int.from_bytes(hashlib.sha256(f"{survey}:{token}".encode()).digest()[:8], "big") >> 1


class SurveyQuerySet(models.QuerySet["Survey"]):
    """Reads of surveys."""

    def begun(self) -> SurveyQuerySet:
        """Approved, and its first moment has come: what the public may know of."""
        return self.filter(state=Survey.State.APPROVED, opens_at__lte=clock.now())

    def open(self) -> SurveyQuerySet:
        """Begun and not yet closed."""
        return self.begun().filter(closes_at__gt=clock.now(), ended_at=None)

    def over(self) -> SurveyQuerySet:
        """Past their end, also those that were withdrawn from the public."""
        return self.filter(models.Q(closes_at__lte=clock.now()) | models.Q(ended_at__isnull=False))

    def closed(self) -> SurveyQuerySet:
        """Begun once, and over."""
        return self.begun().over()


class Quota(TypedDict):
    """At most `most` complete answers may give `value` to `question`."""

    question: str
    value: str
    most: int


class Survey(models.Model):
    """One survey. `seal` is the key under which its free texts lie; it stands for no person.

    It closes at `closes_at`, at exactly `closes_after` complete answers, or when somebody closes it:
    `ended_at` is when it closed before its date, noticed by a task that runs at fixed intervals, so that
    it is not the moment of the last answer. `offered_after` are words such as `letter`: after which
    services it is offered. `retention_days` after its close the answers go (`erased_at`), the published
    totals stay. `published` are the public results as last shown, over `published_count` answers;
    `results_final`: for the last time.
    """

    class Access(models.TextChoices):
        """Who may answer."""

        ANYONE = "anyone", _("anyone")
        EMAIL = "email", _("one answer per e-mail address")
        MEMBERS = "members", _("members, once each")
        TOKENS = "tokens", _("holders of an invitation")

    class State(models.TextChoices):
        """Whether a second person has agreed to it; only then it is ever public."""

        DRAFT = "draft", _("draft")
        WAITING = "waiting", _("waits for a second person")
        APPROVED = "approved", _("approved")

    slug = models.SlugField(max_length=60, unique=True)
    form = models.ForeignKey(FormDefinition, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    anonymous = models.BooleanField(default=True)
    access = models.CharField(max_length=10, choices=Access.choices, default=Access.ANYONE)
    state = models.CharField(max_length=10, choices=State.choices, default=State.APPROVED)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    public_results = models.BooleanField(default=False)
    opens_at = models.DateTimeField(default=clock.now)
    closes_at = models.DateTimeField()
    closes_after = models.PositiveIntegerField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True)
    quotas: models.JSONField[list[Quota], list[Quota]] = models.JSONField(default=list)
    resumable = models.BooleanField(default=False)
    offered_after: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    retention_days = models.PositiveIntegerField(default=365)
    erased_at = models.DateTimeField(null=True)
    seal = models.OneToOneField(Subject, on_delete=models.PROTECT, related_name="+")
    settled = models.PositiveIntegerField(default=0)
    withheld = models.PositiveIntegerField(default=0)
    published: models.JSONField[list[object], list[object]] = models.JSONField(default=list)
    published_count = models.PositiveIntegerField(default=0)
    results_final = models.BooleanField(default=False)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-closes_at", "slug"]

    def __str__(self) -> str:
        return self.slug

    @property
    def has_begun(self) -> bool:
        """Whether it is approved and its first moment has come."""
        return self.state == self.State.APPROVED and self.opens_at <= clock.now()

    @property
    def is_closed(self) -> bool:
        """Whether it is over; one that closes at a number may take no more some minutes before."""
        return self.ended_at is not None or self.closes_at <= clock.now()

    @property
    def is_open(self) -> bool:
        """Whether it can be answered now."""
        return self.has_begun and not self.is_closed

    @property
    def closed_at(self) -> dt.datetime:
        """When it closed, or will."""
        return min(self.closes_at, self.ended_at or self.closes_at)

    @property
    def title(self) -> str:
        """In the active language."""
        return str(self.form.definition.title)


class AnonymousAnswer(models.Model):
    """An anonymous answer for good. `day` is that on which its batch of at least ten was moved.

    `code` holds the answers that can be counted, packed (`packing`); `judged` says for each free text
    whether a moderator let it stand (`{"question": "shown"}`), `shown_words` as which text.
    """

    id = RandomKey(primary_key=True, default=random_key, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="answers")
    day = models.DateField()
    choices: models.JSONField[Choices, Choices] = models.JSONField()
    code = models.TextField(blank=True, default="")
    words = SealedTextField(subject="survey.seal")
    judged: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    shown_words = SealedTextField(subject="survey.seal")

    class Meta:
        # A million answers are counted from the index alone, without reading one row.
        indexes: ClassVar = [models.Index(fields=["survey", "day", "code"], name="answers_by_day")]

    def __str__(self) -> str:
        return "anonymous"


class NamedAnswer(models.Model):
    """An answer to a survey that says that it is not anonymous; else as an anonymous one."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="named")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(default=clock.now)
    choices: models.JSONField[Choices, Choices] = models.JSONField()
    code = models.TextField(blank=True, default="")
    words = SealedTextField()
    judged: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    shown_words = SealedTextField()

    def __str__(self) -> str:
        return f"#{self.pk}"


class NamedTally(models.Model):
    """How many complete answers a survey that is not anonymous has, and how many count towards each quota."""

    survey = models.OneToOneField(Survey, on_delete=models.CASCADE, primary_key=True, related_name="+")
    complete = models.PositiveIntegerField(default=0)
    quotas: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.complete}"


class SettledBatch(models.Model):
    """A batch that has arrived from the holding store, so that moving it again changes nothing.

    It has no time and nothing leads from it to its answers.
    """

    id = RandomKey(primary_key=True, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="batches")

    def __str__(self) -> str:
        return "batch"


class SpentToken(models.Model):
    """A token or page that was used, so that it counts once; nothing leads to the answer."""

    id = RandomKey(primary_key=True, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+", db_index=False)

    def __str__(self) -> str:
        return "spent"
