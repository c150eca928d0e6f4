"""Whose a row of the desk is, for the rules of the gateway."""

from __future__ import annotations

from django.db.models import Model

from legation.casework.cases.models import Case


def number_of(row: Model) -> str:
    """The number of the case to which a row with a `case` belongs, or of the case itself; empty for any other."""
    case = getattr(row, "case", row)
    return case.number if isinstance(case, Case) else ""
