"""File a letter for somebody: the case is open at once, confirmed by the officer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.accounts.staff.permissions import has_role_for
from legation.casework.cases.models import Case
from legation.casework.cases.permissions import HANDLERS
from legation.casework.cases.services import Opening, open_case
from legation.casework.desk.filing.models import Channel, Filing
from legation.kernel import clock
from legation.kernel.errors import NotPermitted
from legation.ledger.services import Act, record


@dataclass(frozen=True)
class How:
    """How and when it reached us."""

    channel: Channel
    arrived_on: dt.date


@transaction.atomic
def file(opening: Opening, how: How, *, actor: User) -> tuple[Case, str]:
    """The case and its secret. The same submission gives the same case and does nothing more.

    Raises NotPermitted for an office at which the person handles no cases; letters to the ministry
    itself are filed by every officer.
    """
    if opening.office is not None and not has_role_for(actor, *HANDLERS, office=opening.office):
        raise NotPermitted(_("This is not your office."))
    case, secret = open_case(opening)
    values = {"channel": how.channel, "arrived_on": how.arrived_on, "by": actor, "at": clock.now()}
    _filing, made = Filing.objects.get_or_create(case=case, defaults=values)
    if made:
        record(
            Act(
                "case.filed",
                actor=actor.subject_id,
                about=(case.subject_id,),
                office=case.office.slug if case.office else "",
                detail={"case": case.number, "channel": how.channel},
            )
        )
    return case, secret
