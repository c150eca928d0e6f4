"""Totals for the public, and what one person may see."""

from __future__ import annotations

import uuid

from django.db.models import Count

from legation.disclosure.models import Disclosure, DisclosureQuerySet, Ground, State
from legation.privacy.models import Subject


def totals() -> dict[str, int]:
    """Delivered disclosures by ground, sealed ones too: numbers name nobody."""
    delivered = Disclosure.objects.filter(state=State.DELIVERED)
    counted = dict(delivered.order_by().values_list("ground").annotate(Count("pk")))
    return {ground.value: counted.get(ground.value, 0) for ground in Ground}


def of(*people: Subject | uuid.UUID) -> DisclosureQuerySet:
    """What the person behind these Subjects may know of."""
    return Disclosure.objects.visible().filter(subject__in=people)
