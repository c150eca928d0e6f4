"""What is read in place of a text of which passages are struck."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Model, QuerySet

from legation.casework.cases.models import Case, CaseEntry, Reply
from legation.casework.desk.redaction.models import Redacted


def replacements(case: Case) -> Mapping[Model, Redacted]:
    """By the reply or the entry; the case stands for the letter."""
    rows = Redacted.objects.filter(case=case).select_related("case__subject", "reply", "entry")
    return {row.reply or row.entry or row.case: row for row in rows}


def strikable(case: Case) -> QuerySet[Reply]:
    """The answers of which passages can be struck: not the draft that waits, which whoever approves it reads
    whole, as it will be sent."""
    return case.replies.exclude(approved_at=None, returned_at=None).select_related("case__subject")


def strikable_entries(case: Case) -> QuerySet[CaseEntry]:
    """What stands in the timeline in words: notes of colleagues, questions, what the person added."""
    return case.entries.filter(body__isnull=False).select_related("case__subject")
