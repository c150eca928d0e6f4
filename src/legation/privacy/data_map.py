"""The data map: what each model field holds of a person, why, on what basis and for how long.

Each package declares its models in `personal_data.py`. A system check refuses to start while any
field of any installed model is undeclared.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.core import checks
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Basis(models.TextChoices):
    """The legal basis of keeping a field (words of GDPR article 6 and of Taiwan's PDPA article 15)."""

    CONSENT = "consent", _("Consent")
    SERVICE = "service", _("Service asked for")
    LEGAL_DUTY = "legal-duty", _("Legal duty")
    PUBLIC_TASK = "public-task", _("Public task")


@dataclass(frozen=True)
class Personal:
    """Why a field is kept (plain words), on what basis, and how long after its end of use.

    `identifies`: it tells in clear who somebody is, or where; nobody reads it but those on the list of
    `tests/house/gateway_list.py`.
    """

    purpose: str | Promise
    basis: Basis
    keep: dt.timedelta
    identifies: bool = False


def days(count: int) -> dt.timedelta:
    """So that a declaration reads `keep=days(30)`."""
    return dt.timedelta(days=count)


@dataclass(frozen=True)
class Declaration:
    """The fields of one model: those that hold something of a person, and those that do not."""

    personal: Mapping[str, Personal]
    other: frozenset[str]


DATA_MAP: dict[str, Declaration] = {}


def declare(model: str, *, personal: Mapping[str, Personal] | None = None, other: Iterable[str] = ()) -> None:
    """Declare every concrete field of a model such as `mail.OutgoingMail`.

    Raises ValueError for a model declared twice.
    """
    if model in DATA_MAP:
        raise ValueError(f"{model} is declared twice")
    DATA_MAP[model] = Declaration(dict(personal or {}), frozenset(other))


def undeclared() -> list[str]:
    """`app.Model.field` of every field of every installed model that nobody declared."""
    missing = []
    for model in apps.get_models(include_auto_created=True):
        known = DATA_MAP.get(model._meta.label, Declaration({}, frozenset()))
        names = {field.name for field in model._meta.local_fields}
        missing += [
            f"{model._meta.label}.{name}" for name in sorted(names - known.other - known.personal.keys())
        ]
    return missing


@checks.register("privacy")
def every_field_is_declared(app_configs: object, **kwargs: object) -> list[checks.CheckMessage]:
    """Deployment stops here while a field has no declared purpose, basis and time limit."""
    return [
        checks.Error(f"{field} is not declared in any personal_data.py", id="privacy.E001")
        for field in undeclared()
    ]
