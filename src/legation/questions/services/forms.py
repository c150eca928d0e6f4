"""Publishing form definitions."""

from __future__ import annotations

import uuid

from django.db import transaction

from legation.ledger.services import Act, record
from legation.questions.models import FormDefinition
from legation.questions.reading import read


def publish(
    slug: str, source: dict[str, object], *, actor: uuid.UUID | None = None, carries: bool = False
) -> FormDefinition:
    """Put the form in force as the next version; the same text again changes nothing.

    Open drafts finish on the version they were begun on, or, where this one `carries`, go on with it and
    keep every answer. Raises WrongDefinition.
    """
    read(source)
    with transaction.atomic():
        current = FormDefinition.objects.select_for_update().filter(slug=slug).order_by("-version").first()
        if current and current.in_force and current.source == source:
            return current
        FormDefinition.objects.filter(slug=slug, in_force=True).update(in_force=False)
        version = current.version + 1 if current else 1
        form = FormDefinition.objects.create(
            slug=slug, version=version, source=source, in_force=True, carries=carries
        )
        act = Act(
            "form.published", actor=actor, detail={"form": slug, "version": version, "carries": carries}
        )
        record(act)
    return form


def in_force(slug: str) -> FormDefinition | None:
    """The version that new answers are given on."""
    return FormDefinition.objects.filter(slug=slug, in_force=True).first()
