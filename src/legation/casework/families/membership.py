"""What members find of these decisions in the copy of their information."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from legation.accounts.members.activity import sentence
from legation.accounts.members.export import export_section
from legation.accounts.members.subjects import owner
from legation.accounts.models import User
from legation.casework.cases.membership import cases_of
from legation.casework.families.models import PersonDecision
from legation.privacy.gateway import own


def _rows(user: User) -> list[dict[str, Any]]:
    theirs = owner(user)
    rows = PersonDecision.objects.filter(case__in=cases_of(user)).exclude(sent_at=None)
    return [
        {
            "case": row.case.number,
            "at": row.sent_at.isoformat(timespec="seconds") if row.sent_at else "",
            "state": str(row.get_outcome_display()),
            "words": own(theirs, row, ["reasons"])["reasons"] if row.reasons else "",
        }
        for row in rows.select_related("case__subject")
    ]


export_section("people", _("Decisions on each person"), _rows, covers=["families.PersonDecision"])
sentence("application.people-decided", _("An officer decided on each person of your application."))
