"""Surveys and their answers. What links an anonymous answer to a person is not there to be found.

An answer has a random key, which on SQLite is also its place in the table, so that the order in
which answers came is kept nowhere; of its time it has the day. It first lies in a holding table and
leaves it in shuffled batches of at least ten.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import ClassVar

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from legation.kernel import clock
from legation.offices.models import Office
from legation.privacy.models import Subject
from legation.privacy.sealing import SealedTextField
from legation.questions.models import FormDefinition

Choices = dict[str, str | int | list[str]]


class RandomKey(models.BigIntegerField):  # type: ignore[type-arg]  # generic only in the stubs
    """A primary key that tells nothing; on SQLite of the type that also is the row's place."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """`integer` makes it SQLite's rowid; `bigint` would leave a second, ascending one."""
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


def random_key() -> int:
    """63 random bits."""
    return secrets.randbits(63)


def token_key(token: str) -> int:
    """The key of a spent token: from it nobody comes back to the token."""
    return int.from_bytes(hashlib.sha256(token.encode()).digest()[:8], "big") >> 1


class SurveyQuerySet(models.QuerySet["Survey"]):
    """Reads of surveys."""

    def open(self) -> SurveyQuerySet:
        """Begun and not yet closed."""
        return self.filter(opens_at__lte=clock.now(), closes_at__gt=clock.now())

    def closed(self) -> SurveyQuerySet:
        """Over."""
        return self.filter(closes_at__lte=clock.now())


class Survey(models.Model):
    """One survey. `seal` is the key under which its free texts lie; it stands for no person.

    `published` are the public results as last shown, over `published_count` answers.
    """

    slug = models.SlugField(max_length=60, unique=True)
    form = models.ForeignKey(FormDefinition, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    anonymous = models.BooleanField(default=True)
    public_results = models.BooleanField(default=False)
    opens_at = models.DateTimeField(default=clock.now)
    closes_at = models.DateTimeField()
    seal = models.OneToOneField(Subject, on_delete=models.PROTECT, related_name="+")
    settled = models.PositiveIntegerField(default=0)
    withheld = models.PositiveIntegerField(default=0)
    published: models.JSONField[list[object], list[object]] = models.JSONField(default=list)
    published_count = models.PositiveIntegerField(default=0)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-closes_at", "slug"]

    def __str__(self) -> str:
        return self.slug

    @property
    def has_begun(self) -> bool:
        """Whether its first moment has come."""
        return self.opens_at <= clock.now()

    @property
    def is_closed(self) -> bool:
        """Whether it is over."""
        return self.closes_at <= clock.now()

    @property
    def title(self) -> str:
        """In the active language."""
        return str(self.form.definition.title)


class HeldAnswer(models.Model):
    """An anonymous answer before its batch is full."""

    id = RandomKey(primary_key=True, default=random_key, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="held", db_index=False)
    day = models.DateField()
    choices: models.JSONField[Choices, Choices] = models.JSONField()
    words = SealedTextField(subject="survey.seal")

    def __str__(self) -> str:
        return "held"


class AnonymousAnswer(models.Model):
    """An anonymous answer for good."""

    id = RandomKey(primary_key=True, default=random_key, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="answers")
    day = models.DateField()
    choices: models.JSONField[Choices, Choices] = models.JSONField()
    words = SealedTextField(subject="survey.seal")

    def __str__(self) -> str:
        return "anonymous"


class NamedAnswer(models.Model):
    """An answer to a survey that says that it is not anonymous."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="named")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(default=clock.now)
    choices: models.JSONField[Choices, Choices] = models.JSONField()
    words = SealedTextField()

    def __str__(self) -> str:
        return f"#{self.pk}"


class SpentToken(models.Model):
    """A page that was sent already, so that a second click counts once; nothing leads to the answer."""

    id = RandomKey(primary_key=True, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+", db_index=False)

    def __str__(self) -> str:
        return "spent"
