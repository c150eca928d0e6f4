"""What is read in place of a text of which passages are struck."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet

from legation.casework.cases.models import Case, Reply
from legation.casework.desk.redaction.models import Redacted


def replacements(case: Case) -> Mapping[int | None, Redacted]:
    """By the key of the reply; None is the letter."""
    rows = Redacted.objects.filter(case=case).select_related("case__subject")
    return {row.reply_id: row for row in rows}


def strikable(case: Case) -> QuerySet[Reply]:
    """The answers of which passages can be struck: not the draft that waits, which whoever approves it reads
    whole, as it will be sent."""
    return case.replies.exclude(approved_at=None, returned_at=None).select_related("case__subject")
