"""What is read in place of a text of which passages are struck."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Model

from legation.casework.cases.models import Case
from legation.casework.desk.redaction.models import Redacted, Redaction
from legation.casework.desk.redaction.texts import Kind, kinds


def replacements(case: Case) -> Mapping[Model, Redacted]:
    """By the reply, the entry or the message; the case stands for the letter."""
    columns = [kind.column for kind in kinds()]
    rows = Redacted.objects.filter(case=case).select_related("case__subject", *columns)
    return {row.of or row.case: row for row in rows}


def struck_of(case: Case, kind: Kind) -> list[Model]:
    """The texts of this kind of which a passage is struck now, each once."""
    rows = Redaction.objects.in_force().filter(case=case, **{f"{kind.column}__isnull": False})
    found = [getattr(row, kind.column) for row in rows.select_related(f"{kind.column}__case__subject")]
    return list(dict.fromkeys(found))
