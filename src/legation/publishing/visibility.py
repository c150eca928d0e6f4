"""Who of the staff sees which page, image and file: one place for every listing, chooser and desk.

Each rule is a condition on rows that have the fields `classification` and, for pages, `office`, for
images and files, `collection`. A row is seen where every rule says so.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import and_
from typing import Any, Literal

from django.db import models

from legation.accounts.staff.permissions import clearance_of

Kind = Literal["page", "file"]
Rule = Callable[[Any, Kind], models.Q]


def within_clearance(user: Any, kind: Kind) -> models.Q:
    """Nothing above the person's clearance."""
    return models.Q(classification__in=clearance_of(user).up_to())


RULES: list[Rule] = [within_clearance]


def condition(user: Any, kind: Kind) -> models.Q:
    """What a row must satisfy for the person to see it, whatever their rights in the editor."""
    return reduce(and_, (rule(user, kind) for rule in RULES))
