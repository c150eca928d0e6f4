"""Kept pages that name surveys are made anew."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from legation.edge.bulletin import Change, announce


def tell_the_edge() -> None:
    """Once the caller's transaction is committed."""
    transaction.on_commit(lambda: announce(settings.LEGATION_DATA, Change.UPDATE, ["surveys"]))
