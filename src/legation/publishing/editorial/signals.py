"""Connects Wagtail's signals to editorial work."""

from __future__ import annotations

from typing import Any

from wagtail.signals import page_published

from legation.publishing.editorial import withdrawals
from legation.publishing.models import SitePage


def connect() -> None:
    """Called once, when Django starts."""
    page_published.connect(_page_published, dispatch_uid="editorial.page_published")


def _page_published(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, SitePage) and instance.live:
        withdrawals.note_return(instance)
