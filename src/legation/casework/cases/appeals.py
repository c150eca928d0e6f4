"""Appeals of members against a suspension or denial become cases of the ministry itself."""

from __future__ import annotations

from collections.abc import Iterable

from legation.accounts.models import User
from legation.accounts.standing.ports import Appeal, dealings, opens_appeals
from legation.casework.cases.membership import cases_of
from legation.casework.cases.models import Kind, Matter
from legation.casework.cases.services import Opening, open_case


@opens_appeals
def open_appeal(appeal: Appeal) -> str:
    """A letter to the ministry, whose duty desk handles it; who imposed or approved the decision is kept
    from it by `permissions.decided_by`. The same appeal sent twice opens one case."""
    row = appeal.suspension
    member = row.user if appeal.confirmed else None
    case, _secret = open_case(
        Opening(
            kind=Kind.LETTER,
            matter=Matter.COMPLAINT,
            language=appeal.language,
            name=appeal.name,
            email=appeal.email,
            submission=f"appeal {row.pk} {row.secret}",
            words=appeal.words,
            reference=f"{row.get_measure_display()} {row.pk}",
            subject=member.subject if member else None,
            member=member,
            confirm_route="" if appeal.confirmed else "letter_confirm",
        )
    )
    return case.number


@dealings
def offices_of_cases(member: User) -> Iterable[int]:
    """The offices that handle or handled a case of the member."""
    rows = cases_of(member).exclude(office=None).exclude(confirmed_at=None)
    return set(rows.order_by().values_list("office_id", flat=True))
