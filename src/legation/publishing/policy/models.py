"""The versions of the policy."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from django.db import models
from django.utils.translation import get_language

from legation.accounts.models import User
from legation.kernel import clock
from legation.publishing.policy.document import Document, parse


class PolicyVersionQuerySet(models.QuerySet["PolicyVersion"]):
    """Reads of versions."""

    def published(self) -> PolicyVersionQuerySet:
        """Those that were ever in force, newest first."""
        return self.exclude(published_at=None).order_by("-number")

    def in_force(self) -> PolicyVersion | None:
        """The newest published version, or None before the first."""
        return self.published().first()


class PolicyVersion(models.Model):
    """One version in all languages; `sources` holds each language's text by its code.

    A draft has no `published_at`. `announced_at` is when every page was told of it.
    """

    number = models.PositiveIntegerField(unique=True)
    sources: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    announced_at = models.DateTimeField(null=True)

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-number"]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def version(self) -> int:
        """The number, as templates call it."""
        return self.number

    @cached_property
    def documents(self) -> dict[str, Document]:
        """The texts by language code."""
        return {language: parse(source) for language, source in self.sources.items()}

    def document(self, language: str | None = None) -> Document:
        """The text in `language` (default: the active one). Raises KeyError when there is none."""
        return self.documents[language or get_language() or ""]
