"""The key a person, and who has read what of theirs."""

from __future__ import annotations

import os
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models, transaction
from django.dispatch import Signal

from legation.kernel import clock
from legation.kernel.errors import LegationError
from legation.kernel.keys import KEY_BYTES, master_key, seal, unseal
from legation.kernel.rows import insert

WRAPPING = "person key"
# Sent with `subject` in the transaction in which a person's key is destroyed, for what is kept of them under
# other keys.
erased = Signal()


class Erased(LegationError):
    """The person's key was destroyed: nothing of theirs can be read any more."""


class Subject(models.Model):
    """A person of whom something is kept (data subject). Destroying the key erases them.

    Backups keep this table apart from all others, and for a shorter time.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wrapped_key = models.BinaryField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.pk)

    def save(self, *args: object, **kwargs: object) -> None:
        """A new person gets a key."""
        if self._state.adding and self.wrapped_key is None:
            self._give_key()
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came

    @classmethod
    def with_key(cls, **fields: object) -> Subject:
        """A new person, not yet in the database, under whose key something can be sealed."""
        person = cls(**fields)
        person._give_key()
        return person

    def _give_key(self) -> None:
        self.wrapped_key = seal(_wrapping_key(), os.urandom(KEY_BYTES), str(self.pk))

    @classmethod
    def create_many(cls, count: int) -> list[Subject]:
        """So many new people, each with a key, in one statement."""
        people = [cls() for _person in range(count)]
        for person in people:
            person._give_key()
        insert(*people)
        return people

    def key(self) -> bytes:
        """32 bytes. Raises Erased when the key was destroyed."""
        if self.wrapped_key is None:
            raise Erased("This person's information has been erased.")
        return unseal(_wrapping_key(), bytes(self.wrapped_key), str(self.pk))

    @transaction.atomic
    def erase(self) -> None:
        """Destroy the key; every sealed field of the person is unreadable from here on."""
        self.wrapped_key, self.erased_at = None, clock.now()
        self.save(update_fields=["wrapped_key", "erased_at"])
        erased.send(sender=Subject, subject=self)


class Manner(models.TextChoices):
    """How something was opened; the person is told in different words."""

    READ = "read"
    LIST = "list"
    SEARCH = "search"
    EXPORT = "export"
    COMMAND = "command"


class ReadReceiptQuerySet(models.QuerySet["ReadReceipt"]):
    """Reads of receipts."""

    def visible(self) -> ReadReceiptQuerySet:
        """What the person may see now: a read for an investigation shows when its seal ends."""
        return self.filter(models.Q(visible_from=None) | models.Q(visible_from__lte=clock.today()))


class ReadReceipt(models.Model):
    """A member of staff read something of a person, for a purpose; the person can see this.

    `record` is the number of the ledger's record of the same read.
    """

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="receipts")
    reader_id = models.UUIDField()
    office = models.CharField(max_length=60, blank=True)
    purpose = models.CharField(max_length=60)
    reference = models.CharField(max_length=80, blank=True)
    fields: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    manner = models.CharField(max_length=8, choices=Manner, default=Manner.READ)
    record = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=clock.now)
    visible_from = models.DateField(null=True)

    objects = ReadReceiptQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.purpose} {self.at:%Y-%m-%d %H:%M}"


def _wrapping_key() -> bytes:
    return master_key(settings.LEGATION_MASTER_KEY_FILE).derive(WRAPPING)
