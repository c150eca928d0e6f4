"""Loading the demonstration: each package brings its own part, lower packages first."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.db import transaction

from legation.config.urls import PACKAGES
from legation.kernel.errors import LegationError
from legation.publishing.announcements.services import announced_together


def load() -> list[str]:
    """Load what is not there yet; returns the packages that have a part. Safe to repeat.

    Raises LegationError on an installation that is not a demonstration.
    """
    if not settings.LEGATION_DEMONSTRATION:
        raise LegationError("This is not a demonstration: LEGATION_DEMONSTRATION is no.")
    loaded = []
    for package in reversed(PACKAGES):
        name = f"legation.{package}.demonstration"
        if find_spec(name):
            with transaction.atomic(), announced_together():
                import_module(name).load()
            loaded.append(package)
    return loaded
