"""Who strikes passages, who reads what was struck, and who lifts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import has_role_for
from legation.casework.cases.models import Case
from legation.casework.cases.permissions import desk_of, duty_desk, is_barred, may_handle
from legation.casework.cases.purposes import case_task
from legation.casework.desk.redaction.models import Redaction, RedactionQuerySet
from legation.casework.desk.rows import number_of
from legation.privacy.gateway import purpose


def needs_original(user: User, case: Case) -> bool:
    """The officer of the case, and the supervisors of its office."""
    if not may_handle(user, case):
        return False
    return case.assignee_id == user.pk or has_role_for(user, Role.SUPERVISOR, office=desk_of(case))


def may_lift(user: User, case: Case) -> bool:
    """A supervisor of the office, or of the duty desk, so that an office of one is not stuck. That it is
    another person than who asked is checked where it is lifted."""
    offices = (desk_of(case), duty_desk())
    held = any(
        office is not None and has_role_for(user, Role.SUPERVISOR, office=office) for office in offices
    )
    return held and not is_barred(user, case)


def waiting_for(user: User) -> list[Redaction]:
    """What somebody else asked to lift, and this person may decide."""
    rows: RedactionQuerySet = Redaction.objects.to_be_lifted().exclude(lift_asked_by=user)
    rows = rows.select_related("case__office", "case__subject", "lift_asked_by")
    return [row for row in rows if may_lift(user, row.case)]


def _decides(user: User, case: Case) -> bool:
    return may_handle(user, case) or may_lift(user, case)


ORIGINAL = purpose(
    "case.original",
    _("to read a passage that was struck out"),
    may=case_task(needs_original, number_of),
)
LIFT = purpose(
    "case.redaction", _("to decide whether a passage stays struck out"), may=case_task(_decides, number_of)
)
