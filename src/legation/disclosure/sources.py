"""What can be disclosed. Higher packages register their records here; nothing else can leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.privacy.models import Subject


@dataclass(frozen=True)
class Record:
    """One person's record: the row of which fields may leave, opened through the gateway alone. The
    register keeps `reference`, which finds the row again and is no personal data. Of `days` the day leaves,
    not the time."""

    subject: Subject
    row: models.Model
    reference: str
    days: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Source:
    """`find` takes the reference that the officer types; None when there is no such record.

    `fields` are all fields that may be chosen, with their labels.
    """

    label: str | Promise
    find: Callable[[str], Record | None]
    fields: Mapping[str, str | Promise]


SOURCES: dict[str, Source] = {}


def _member(reference: str) -> Record | None:
    """By the address that the officer types, or the account's number, which the register keeps."""
    typed = reference.strip()
    is_number = typed.isdecimal() and len(typed) < 19
    found = User.objects.filter(pk=int(typed)) if is_number else User.objects.filter(email__iexact=typed)
    user = found.select_related("subject").first()
    if user is None:
        return None
    return Record(user.subject, user, str(user.pk), days=frozenset({"date_joined"}))


SOURCES["member"] = Source(
    _("A member's account, by e-mail address"),
    _member,
    {"name": _("Name"), "email": _("E-mail address"), "date_joined": _("Day of registration")},
)
