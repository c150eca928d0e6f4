"""What members see of their cases in their account: who read them, what happened, their copy."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from legation.accounts.members.activity import sentence
from legation.accounts.members.export import export_section
from legation.accounts.members.subjects import also_theirs, owner
from legation.accounts.models import User
from legation.casework.cases.models import Case, Event
from legation.privacy.gateway import own
from legation.privacy.sealing import lookup_hash


def cases_of(user: User) -> QuerySet[Case]:
    """Cases opened while signed in, or confirmed from an address that the member has confirmed."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    hashes = [lookup_hash("email", address) for address in addresses]
    return Case.objects.filter(Q(member=user) | Q(email_hash__in=hashes, confirmed_at__isnull=False))


@also_theirs
def case_subjects(user: User) -> Iterable[uuid.UUID]:
    """The Subjects of the member's cases."""
    return cases_of(user).values_list("subject_id", flat=True)


def _rows(user: User) -> list[dict[str, Any]]:
    rows, theirs = [], owner(user)
    for case in cases_of(user).select_related("subject"):
        words = own(theirs, case, ["name", "words"])
        rows.append(
            {
                "number": case.number,
                "received": case.received_at.isoformat(timespec="seconds"),
                "state": case.get_state_display(),
                **words,
            }
        )
    return rows


export_section("cases", _("Cases"), _rows)
for _event in Event:
    sentence(f"case.{_event.value}", _event.label)
