"""What the applicant sees of each person on the page of their case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from legation.casework.cases.models import Case
from legation.casework.families import queries
from legation.privacy.gateway import deliver


def panel(case: Case) -> Mapping[str, Any] | None:
    """Each person with the decision that was sent; shown to whoever gave number and secret."""
    people = queries.people_of(case)
    if not people:
        return None
    sent = queries.sent(case)
    rows = []
    for person in people:
        row = sent.get(person.key)
        reasons = deliver(row, ["reasons"])["reasons"] if row and row.reasons else ""
        rows.append({"person": person, "row": row, "reasons": reasons})
    return {"people": rows}
