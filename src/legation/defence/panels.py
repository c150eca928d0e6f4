"""What the security desk shows beside detection: other packages add their lines here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Panel:
    """A title, the route of the page behind it, and what stands there in words."""

    title: str | Promise
    route: str
    lines: tuple[str, ...]


PANELS: dict[str, Callable[[], Panel]] = {}


def add_panel(name: str, show: Callable[[], Panel]) -> None:
    """Add or replace a panel; `show` is asked at every page."""
    PANELS[name] = show
