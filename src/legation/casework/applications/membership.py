"""What members read of their applications in the record of their account and in their copy."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from legation.accounts.members.activity import sentence
from legation.accounts.members.export import export_section
from legation.accounts.members.subjects import owner
from legation.accounts.models import User
from legation.casework.applications.models import Application
from legation.casework.cases.membership import cases_of
from legation.privacy.gateway import own
from legation.questions.models import Attachment


def _applications(user: User) -> list[dict[str, Any]]:
    theirs = owner(user)
    found = Application.objects.filter(case__in=cases_of(user)).select_related("case__subject")
    return [
        {
            "case": row.case.number,
            "form": row.service,
            "at": row.submitted_at.isoformat(timespec="seconds"),
            "answers": own(theirs, row, ["answers"])["answers"],
        }
        for row in found
    ]


def _files(user: User) -> list[dict[str, Any]]:
    theirs = owner(user)
    numbers = cases_of(user).values_list("number", flat=True)
    found = Attachment.objects.filter(reference__in=numbers, subject__in=theirs.subjects)
    return [
        {
            "case": row.reference,
            "file": own(theirs, row, ["filename"])["filename"],
            "at": row.uploaded_at.isoformat(timespec="seconds"),
            "state": str(row.get_state_display()),
        }
        for row in found.select_related("subject")
    ]


export_section("applications", _("Applications"), _applications, covers=["applications.Application"])
export_section("files", _("Files that you sent us"), _files, covers=["questions.Attachment"])
sentence("application.submitted", _("You sent an application."))
