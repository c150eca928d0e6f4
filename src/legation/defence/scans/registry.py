"""The scans there are. Each looks at one thing and names every weakness by a key that stays the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Severity(models.TextChoices):
    """How bad a weakness is, and so how soon it must be gone."""

    CRITICAL = "critical", _("Critical")
    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


TIME_TO_CORRECT = {
    Severity.CRITICAL: dt.timedelta(days=2),
    Severity.HIGH: dt.timedelta(days=7),
    Severity.MEDIUM: dt.timedelta(days=30),
    Severity.LOW: dt.timedelta(days=90),
}


@dataclass(frozen=True)
class Weakness:
    """What a scan saw: a stable key, such as `header:/en/:content-security-policy`, and one English
    sentence that says what is wrong and what to do."""

    key: str
    severity: Severity
    text: str


@dataclass(frozen=True)
class Scan:
    """`run` returns every weakness there is now. It raises Unavailable where it cannot look, which
    closes nothing."""

    name: str
    title: str | Promise
    run: Callable[[], list[Weakness]]


SCANS: dict[str, Scan] = {}


def scan(
    name: str, title: str | Promise
) -> Callable[[Callable[[], list[Weakness]]], Callable[[], list[Weakness]]]:
    """Decorator. Raises ValueError for a name taken."""

    def add(run: Callable[[], list[Weakness]]) -> Callable[[], list[Weakness]]:
        if name in SCANS:
            raise ValueError(f"two scans are named {name!r}")
        SCANS[name] = Scan(name, title, run)
        return run

    return add
