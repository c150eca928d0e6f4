"""What members find of their drafts in the copy of their information."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from legation.accounts.members.export import export_section
from legation.accounts.members.subjects import also_theirs, owner
from legation.accounts.models import User
from legation.privacy.gateway import own
from legation.privacy.sealing import lookup_hash
from legation.questions.models import Draft


def drafts_of(user: User) -> QuerySet[Draft]:
    """Those whose address was shown to be the member's own; nobody can tell whose the others are."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return Draft.objects.filter(verified__in=[lookup_hash("email", address) for address in addresses])


@also_theirs
def draft_subjects(user: User) -> Iterable[uuid.UUID]:
    """The Subjects of the member's drafts."""
    return drafts_of(user).values_list("subject_id", flat=True)


def _drafts(user: User) -> list[dict[str, Any]]:
    theirs = owner(user)
    return [
        {
            "form": row.purpose,
            "office": row.office,
            "at": row.saved_at.isoformat(timespec="seconds"),
            "answers": own(theirs, row, ["answers"])["answers"],
        }
        for row in drafts_of(user).select_related("subject")
    ]


export_section("drafts", _("Drafts"), _drafts, covers=["questions.Draft"])
