"""Who of the staff sees which page, image and file: one place for every listing, chooser and desk.

Each rule is a condition on rows that have the fields `classification` and, for pages, `office`, for
images and files, `collection`. A row is seen where every rule says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from operator import and_
from typing import Any, Literal

from django.db import models

from legation.accounts.staff.permissions import clearance_of
from legation.kernel.classification import Classification
from legation.offices.models import Office

Kind = Literal["page", "file"]
Rule = Callable[[Any, Kind], models.Q]


def within_clearance(user: Any, kind: Kind) -> models.Q:
    """Nothing above the person's clearance; one that is held for an office does not open what is another's."""
    highest = clearance_of(user)
    if highest.rank <= Classification.INTERNAL.rank:
        return models.Q(classification__in=highest.up_to())
    cleared = user.grants.in_force().filter(clearance=highest).values_list("office", "office__slug")
    if any(number is None for number, _slug in cleared):
        return models.Q(classification__in=highest.up_to())
    own = _of_offices(cleared, kind) | _of_no_office(kind)
    return models.Q(classification__in=Classification.INTERNAL.up_to()) | (
        models.Q(classification__in=highest.up_to()) & own
    )


def _of_offices(cleared: Iterable[tuple[int, str]], kind: Kind) -> models.Q:
    if kind == "page":
        return models.Q(office__in=[number for number, _slug in cleared])
    return models.Q(collection__name__in=[slug for _number, slug in cleared])


def _of_no_office(kind: Kind) -> models.Q:
    if kind == "page":
        return models.Q(office=None)
    return ~models.Q(collection__name__in=Office.objects.values("slug"))


RULES: list[Rule] = [within_clearance]


def condition(user: Any, kind: Kind) -> models.Q:
    """What a row must satisfy for the person to see it, whatever their rights in the editor."""
    return reduce(and_, (rule(user, kind) for rule in RULES))
