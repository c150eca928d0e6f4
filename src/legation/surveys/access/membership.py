"""What members find of invitations in their copy."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from legation.accounts.members.activity import sentence
from legation.accounts.members.export import OF_STAFF, export_section, leave_out
from legation.accounts.members.subjects import also_theirs, owner
from legation.accounts.models import User
from legation.privacy.gateway import own
from legation.privacy.sealing import lookup_hash
from legation.surveys.access.models import Invitation


def invitations_of(user: User) -> QuerySet[Invitation]:
    """Those that went to an address that the member has confirmed."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    hashes = [lookup_hash("email", address) for address in addresses]
    return Invitation.objects.filter(address_hash__in=hashes).select_related("subject", "survey", "list")


@also_theirs
def invitation_subjects(user: User) -> Iterable[uuid.UUID]:
    """The Subjects of the member's invitations."""
    return invitations_of(user).values_list("subject_id", flat=True)


def _rows(user: User) -> list[dict[str, Any]]:
    theirs = owner(user)
    return [
        {
            "survey": row.survey.slug,
            "purpose": row.list.purpose,
            "language": row.language,
            "at": row.invited_at.isoformat(timespec="seconds") if row.invited_at else "",
            **own(theirs, row, ("address", "name")),
        }
        for row in invitations_of(user)
    ]


export_section("invitations", _("Invitations to surveys"), _rows, covers=["survey_access.Invitation"])
leave_out(OF_STAFF, "survey_access.InvitationList")
leave_out(
    _("Mails with a link that you asked for are deleted an hour after they went out."),
    "survey_access.LinkMail",
)
leave_out(
    _("Rows of a list that is being brought in are, minutes later, your invitations to surveys, or gone."),
    "survey_access.WaitingRows",
)
sentence("survey.invitation-stopped", _("You asked for no more mails about a survey."))
