"""The desks that staff may open. Each package adds its own; the staff pages show those allowed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class Desk:
    """`allowed` is asked with the signed-in person at every page."""

    title: str | Promise
    route: str
    allowed: Callable[[Any], bool]


DESKS: list[Desk] = []


def add_desk(title: str | Promise, route: str, allowed: Callable[[Any], bool]) -> None:
    """Add a desk to the navigation of staff pages, in the order of adding. Once for each route."""
    if all(desk.route != route for desk in DESKS):
        DESKS.append(Desk(title, route, allowed))


def desks_for(person: Any) -> list[tuple[str | Promise, str]]:
    """Title and address of every desk that the person may open."""
    found = []
    for desk in DESKS:
        if desk.allowed(person):
            try:
                found.append((desk.title, reverse(desk.route)))
            except NoReverseMatch:
                continue
    return found
