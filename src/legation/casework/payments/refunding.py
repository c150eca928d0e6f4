"""Money that came and is not the fee goes back on the word of two people: who handles the case proposes it, a
supervisor of the office approves, and where there is no other, one of the ministry's duty desk."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import has_role_for
from legation.casework.cases.models import Case
from legation.casework.cases.permissions import desk_of, duty_desk, has_second, is_barred, may_handle
from legation.casework.payments import notifying, services
from legation.casework.payments.models import Refund
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.services import record

MOST_LISTED = 200


@dataclass(frozen=True)
class Waiting:
    """One refund that is not done, and what the person who looks may do about it."""

    refund: Refund
    case: Case
    may_propose: bool
    may_approve: bool


def waiting_for(user: User) -> list[Waiting]:
    """What waits and concerns this person, oldest first."""
    rows = Refund.objects.filter(returned_at=None).select_related(
        "attempt__charge__case__office", "proposed_by", "approved_by"
    )
    found = (_seen_by(user, row) for row in rows[:MOST_LISTED])
    return [one for one in found if one.may_propose or one.may_approve or may_handle(user, one.case)]


def of_case(case: Case, user: User) -> list[Waiting]:
    """Every refund of the case, done or not."""
    rows = Refund.objects.filter(attempt__charge__case=case)
    return [
        _seen_by(user, row) for row in rows.select_related("attempt__charge__case__office", "proposed_by")
    ]


def propose(pk: int, *, by: User) -> Refund:
    """The first person says that it goes back. Raises NotPermitted, or Conflict when another was faster."""
    with transaction.atomic():
        row, case = _locked(pk)
        if not may_handle(by, case):
            raise NotPermitted(_("This case belongs to another office."))
        if row.proposed_by_id == by.pk and row.approved_at is None:
            return row  # pressed twice
        if row.proposed_by_id is not None:
            raise Conflict(_("Somebody has proposed it already. A second person approves it now."))
        row.proposed_by, row.proposed_at = by, clock.now()
        row.save(update_fields=["proposed_by", "proposed_at"])
        record(services.act(row.attempt.charge, "fee.wrong-proposed", by))
    return row


def approve(pk: int, *, by: User) -> Refund:
    """The second person agrees, and the provider is asked to pay it back. Raises NotPermitted, or Conflict while
    nobody has proposed it."""
    with transaction.atomic():
        row, case = _locked(pk)
        if row.approved_at is not None and row.approved_by_id == by.pk:
            return row  # pressed twice
        if row.proposed_by_id is None or row.approved_at is not None:
            raise Conflict(_("Nothing waits for a second person here any more."))
        if not _may_approve(by, row, case):
            raise NotPermitted(_("Another person has to approve it: a supervisor who did not propose it."))
        row.approved_by, row.approved_at = by, clock.now()
        row.save(update_fields=["approved_by", "approved_at"])
        record(services.act(row.attempt.charge, "fee.wrong-approved", by))
        notifying.pay_back.enqueue(row.attempt_id)
    return row


def _locked(pk: int) -> tuple[Refund, Case]:
    rows = Refund.objects.select_for_update(of=("self",)).select_related("attempt__charge__case__office")
    row = rows.get(pk=pk)
    return row, row.attempt.charge.case


def _seen_by(user: User, row: Refund) -> Waiting:
    case = row.attempt.charge.case
    is_proposed = row.proposed_by_id is not None
    return Waiting(
        row,
        case,
        may_propose=not is_proposed and may_handle(user, case),
        may_approve=is_proposed and row.approved_at is None and _may_approve(user, row, case),
    )


def _may_approve(user: User, row: Refund, case: Case) -> bool:
    if user.pk == row.proposed_by_id or is_barred(user, case):
        return False
    if has_role_for(user, Role.SUPERVISOR, office=desk_of(case)):
        return True
    desk = duty_desk()
    at_the_desk = desk is not None and has_role_for(user, Role.SUPERVISOR, office=desk)
    first = {row.proposed_by_id} if row.proposed_by_id is not None else set()
    return at_the_desk and not has_second(case, first)
