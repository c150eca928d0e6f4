"""What members find of what was handed to them in the copy of their information and in their record."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from legation.accounts.members.activity import sentence
from legation.accounts.members.export import export_section
from legation.accounts.members.subjects import owner
from legation.accounts.models import User
from legation.casework.cases.membership import cases_of
from legation.casework.collection.models import Handover
from legation.privacy.gateway import own


def _handovers(user: User) -> list[dict[str, Any]]:
    theirs = owner(user)
    rows = Handover.objects.filter(case__in=cases_of(user)).select_related("case__subject")
    return [
        {
            "case": row.case.number,
            "what": row.items,
            "way": str(row.get_way_display()),
            "address": own(theirs, row, ["address"])["address"] if row.address else "",
            "state": str(row.get_state_display()),
            "at": row.ended_at.isoformat(timespec="seconds") if row.ended_at else "",
        }
        for row in rows
    ]


export_section("handovers", _("What was handed over to you"), _handovers, covers=["collection.Handover"])
sentence("collection.chosen", _("You chose how it reaches you."))
sentence("collection.ready", _("Ready for you to collect"))
sentence("collection.collected", _("Handed over"))
sentence("collection.posted", _("Sent to you by post"))
