"""For which tasks a case is opened, and whose tasks they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.accounts.staff.reading import account_of
from legation.casework.cases.models import ENDED, Case, Part, State, Transfer
from legation.casework.cases.permissions import may_answer_part, may_approve, may_handle, may_open, visible_to
from legation.privacy.gateway import Reader, Rule, purpose


def case_task(may: Callable[[User, Case], bool], owner: Callable[[Model], str]) -> Rule:
    """A rule: `reference` is the number of a confirmed case with which the reader may do this now, and
    every row belongs to it; `owner` tells the number of a row's case."""

    def is_theirs(reader: Reader, reference: str, rows: Sequence[Model]) -> bool:
        account = account_of(reader)
        if account is None or any(owner(row) != reference for row in rows):
            return False
        cases = Case.objects.confirmed().select_related("office").filter(number=reference)
        return any(may(account, case) for case in cases)

    return is_theirs


def number_of(row: Model) -> str:
    """The number of the case, or of that to which the row belongs by its `case`; empty for any other row."""
    case = getattr(row, "case", row)
    return case.number if isinstance(case, Case) else ""


def is_running(user: User, case: Case) -> bool:
    """Whether the person has the case to handle, and it is not over; a merged one is answered with its leader."""
    return (case.state not in ENDED or case.state == State.MERGED) and may_handle(user, case)


def has_ended(user: User, case: Case) -> bool:
    """Whether the person handled such cases, and this one is over."""
    return case.state in ENDED and case.state != State.MERGED and may_handle(user, case)


def _to_approve(user: User, case: Case) -> bool:
    return case.state == State.PROPOSED and may_approve(user, case)


def _to_send_on(user: User, case: Case) -> bool:
    agreed = case.transfers.filter(state=Transfer.State.AGREED)
    return agreed.exists() and may_handle(user, case)


def _is_part_of_reader(reader: Reader, reference: str, rows: Sequence[Model]) -> bool:
    """Parts put to the reader's own office, and nothing else of the case."""
    account = account_of(reader)
    return account is not None and all(
        isinstance(row, Part) and row.case.number == reference and may_answer_part(account, row)
        for row in rows
    )


def _to_oversee(user: User, case: Case) -> bool:
    return visible_to(user).filter(pk=case.pk).exists() and may_open(user, case)


ANSWER = purpose("case.answer", _("to answer you"), may=case_task(is_running, number_of))
APPROVE = purpose(
    "case.approve", _("to check the answer before it is sent"), may=case_task(_to_approve, number_of)
)
LOOK_BACK = purpose(
    "case.look-back", _("to look something up in your closed case"), may=case_task(has_ended, number_of)
)
TRANSFER = purpose(
    "case.transfer", _("to send your letter on, as you wished"), may=case_task(_to_send_on, number_of)
)
PART = purpose("case.part", _("to answer a part of your letter"), may=_is_part_of_reader)
OVERSEE = purpose(
    "case.oversee", _("to see that your case is handled in time"), may=case_task(_to_oversee, number_of)
)


def purpose_for(user: User, case: Case) -> str:
    """For what the person opens the case, as it stands."""
    if _to_approve(user, case):
        return APPROVE
    if not may_handle(user, case):
        return OVERSEE
    return ANSWER if is_running(user, case) else LOOK_BACK
