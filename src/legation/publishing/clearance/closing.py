"""Closing a page needs one person and no publication: what is saved as less open is withdrawn at once."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from legation.kernel.classification import Classification
from legation.ledger.services import Act, record
from legation.publishing.models import SitePage


@transaction.atomic
def close_at_once(revision: Any) -> None:
    """After a draft was saved: where it is more closed than the page, the page is closed with it."""
    wanted = revision.content.get("classification")
    page = SitePage.objects.filter(pk=revision.object_id).first() if wanted in Classification.values else None
    if page is None or Classification(wanted).rank <= Classification(page.classification).rank:
        return
    before = page.classification
    specific = page.specific
    specific.classification = wanted
    specific.save(clean=False)
    record(
        Act(
            "page.classified",
            actor=revision.user.subject_id if revision.user else None,
            office=page.office.slug if page.office else "",
            detail={"page": page.pk, "from": before, "to": wanted},
        )
    )
