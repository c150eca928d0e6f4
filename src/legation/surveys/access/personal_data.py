"""What inviting keeps of a person, why and for how long."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from legation.privacy.data_map import Basis, Personal, days, declare
from legation.surveys.access import membership, permissions
from legation.surveys.access.models import MOST_KEPT

__all__ = ["membership", "permissions"]

_invited = Personal(
    _("To invite you to a survey, until some days after it is over"), Basis.PUBLIC_TASK, days(MOST_KEPT)
)
_brought = Personal(
    _("To put you on a list of people to invite; deleted minutes later"), Basis.PUBLIC_TASK, days(1)
)
_link = Personal(
    _("To send you the link to a survey that you asked for; deleted an hour later"), Basis.CONSENT, days(2)
)
_staff = Personal(
    _("To show who brought in a list, who sent the invitations and who revoked links"),
    Basis.PUBLIC_TASK,
    days(5 * 365),
)

declare(
    "survey_access.InvitationList",
    personal=dict.fromkeys(
        (
            *("made_by", "made_at", "sent_by", "sent_at", "reminded_at", "fetched_at"),
            *("revoked_by", "revoked_at"),
        ),
        _staff,
    ),
    other=(
        *(
            "id",
            "survey",
            "title",
            "purpose",
            "is_letters",
            "state",
            "count",
            "repeated",
            "refused",
            "report",
            "waiting",
            "refusal",
        ),
        *("kept_days", "rounds", "answered", "bounced", "stopped", "invited"),
    ),
)
declare(
    "survey_access.Invitation",
    personal=dict.fromkeys(
        (
            *("subject", "address", "name", "address_hash", "language", "invited_at", "reminded_at", "round"),
            *("mail", "bounced_at", "stopped_at"),
        ),
        _invited,
    ),
    other=["id", "list", "survey"],
)
declare(
    "survey_access.WaitingRows",
    personal=dict.fromkeys(("subject", "rows"), _brought),
    other=["id", "list", "count"],
)
declare(
    "survey_access.LinkMail",
    personal=dict.fromkeys(("subject", "mail", "asked_at"), _link),
    other=["id"],
)
