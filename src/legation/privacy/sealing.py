"""The field type of personal content: sealed at rest under the key of the person it belongs to.

A loaded value is a `Sealed`, which shows nothing; only the gateway opens it. An import rule keeps
`opening.py` inside this package.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.conf import settings
from django.db import models

from legation.kernel.keys import master_key, seal
from legation.privacy.models import Subject

LONGEST_ADDRESS = 400  # with what may stand before it
QUOTED = re.compile(r'"((?:[^"\\]|\\.)+)"$')
NEEDS_NO_QUOTES = re.compile(r'[^\s"\\(),:;<>@\[\]]+')


@dataclass(frozen=True)
class Sealed:
    """Ciphertext and the place it belongs to; its text never shows in logs, templates or traces."""

    ciphertext: bytes
    context: str

    def __str__(self) -> str:
        return "[sealed]"

    def __repr__(self) -> str:
        return "Sealed()"

    def __bool__(self) -> bool:
        return bool(self.ciphertext)


class SealedTextField(models.BinaryField[Any, Any]):
    """Text of any length of one person. Assign a `str`; after saving or loading it is a `Sealed`.

    `subject` is the attribute path from the row to its Subject, such as `case.subject`.
    """

    def __init__(self, *args: Any, subject: str = "subject", **kwargs: Any) -> None:
        self.subject_path = subject
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """For migrations."""
        name, path, args, kwargs = super().deconstruct()
        if self.subject_path != "subject":
            kwargs["subject"] = self.subject_path
        return name, path, args, kwargs

    def subject_of(self, row: models.Model) -> Subject:
        """The person to whom the row's text belongs."""
        found: Subject = reduce(getattr, self.subject_path.split("."), row)  # type: ignore[assignment]  # attributes are untyped
        return found

    @property
    def context(self) -> str:
        """Binds ciphertext to this field, so that it cannot be moved to another."""
        return f"{self.model._meta.label_lower}.{self.name}"

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Seals a plain text just before it is written."""
        value = getattr(model_instance, self.attname)
        if isinstance(value, str):
            subject = self.subject_of(model_instance)
            sealed = seal(subject.key(), value.encode(), f"{self.context}:{subject.pk}")
            value = Sealed(sealed, self.context)
            setattr(model_instance, self.attname, value)
        return value

    def get_prep_value(self, value: Any) -> Any:
        """Raises TypeError for a text that has not been sealed (as in `update()` or `filter()`)."""
        if isinstance(value, str):
            raise TypeError(f"{self.name} is sealed: assign it and save the row")
        return value.ciphertext if isinstance(value, Sealed) else value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Bytes for the database."""
        if isinstance(value, Sealed):
            value = value.ciphertext
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        """A `Sealed`, or None where nothing was written."""
        return None if value is None else Sealed(bytes(value), self.context)


def seal_now(row: models.Model) -> None:
    """Seal what saving the row would seal, so that the transaction that saves it takes less time."""
    for field in row._meta.local_fields:
        if isinstance(field, SealedTextField):
            field.pre_save(row, add=True)


def normalised(text: str) -> str:
    """What keyed hashes are made of: NFKC, no case, no space at the ends."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def one_mailbox(text: str) -> str:
    """An address as it is counted and looked up: the ways to write it that all lead to the same mailbox
    (`"wang"@bücher.example`, `wang@xn--bcher-kva.example`) are one. What is no address stays as it is; something
    may stand before one, after a space."""
    local, at, domain = text.rpartition("@")
    if not at or len(text) > LONGEST_ADDRESS or " " in domain:
        return text
    if (quoted := QUOTED.search(local)) is not None:
        plain = re.sub(r"\\(.)", r"\1", quoted[1])
        if NEEDS_NO_QUOTES.fullmatch(plain):
            local = local[: quoted.start()] + plain
    try:
        domain = domain if domain.isascii() else domain.encode("idna").decode()
    except UnicodeError:  # no name that a mail could be sent to
        return text
    return f"{local}@{domain}"


def lookup_hash(kind: str, text: str) -> str:
    """Hex HMAC under the master key: finds equal texts of one kind (`email`, `name`, …) while
    nobody without the key can try candidates."""
    key = master_key(settings.LEGATION_MASTER_KEY_FILE)
    return key.keyed_hash(f"lookup {kind}", one_mailbox(normalised(text))).hex()
