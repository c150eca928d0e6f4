"""What members read of their applications in the record of their account and in their copy."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from legation.accounts.members.activity import sentence
from legation.accounts.members.export import export_section
from legation.accounts.members.subjects import owner
from legation.accounts.models import User
from legation.casework.applications import messages
from legation.casework.applications.models import Application, Correction, Message, Reexamination
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


def _dialogue(user: User) -> list[dict[str, Any]]:
    """What we asked to correct, the messages, and the re-examinations."""
    theirs, cases = owner(user), cases_of(user)
    rows: list[dict[str, Any]] = [
        {
            "case": row.case.number,
            "at": row.asked_at.isoformat(timespec="seconds"),
            "state": str(row.get_state_display()),
            **own(theirs, row, ["reason", "earlier_answers", "later_answers"]),
        }
        for row in Correction.objects.filter(case__in=cases).select_related("case__subject")
    ]
    rows += [
        {
            "case": row.case.number,
            "at": row.at.isoformat(timespec="seconds"),
            "from": str(_("From us") if row.by_id else _("From you")),
            "text": text,
        }
        for row, text in messages.theirs(
            theirs, Message.objects.filter(case__in=cases).select_related("case__subject")
        )
    ]
    rows += [
        {
            "case": row.case.number,
            "at": row.asked_at.isoformat(timespec="seconds"),
            "state": str(row.get_outcome_display()),
        }
        for row in Reexamination.objects.filter(case__in=cases).select_related("case")
    ]
    return rows


export_section("applications", _("Applications"), _applications, covers=["applications.Application"])
export_section("files", _("Files that you sent us"), _files, covers=["questions.Attachment"])
export_section(
    "dialogue",
    _("Corrections, messages and re-examinations"),
    _dialogue,
    covers=["applications.Correction", "applications.Message", "applications.Reexamination"],
)
sentence("message.sent", _("We wrote to you in your case."))
sentence("message.received", _("You wrote to us in your case."))
sentence("application.submitted", _("You sent an application."))
