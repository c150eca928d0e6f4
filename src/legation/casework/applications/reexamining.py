"""Re-examination of a decision: asked for once, by the applicant, and done by people who did not decide."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Grant, Role, User
from legation.casework.applications.models import Reexamination
from legation.casework.cases.models import Case, Event, Kind, Outcome, Reply, State
from legation.casework.cases.permissions import HANDLERS, bar, duty_desk
from legation.casework.cases.services.steps import enter
from legation.kernel import clock
from legation.kernel.errors import Conflict


def begin(case: Case) -> Reexamination:
    """Take the case from who decided it; to the ministry's duty desk where the office has nobody else to draft
    and to approve. In the transaction of the step that reopens the case. Raises Conflict a second time, or
    where nothing was decided."""
    decision = case.replies.exclude(sent_at=None).order_by("-sent_at").first()
    if decision is None or decision.outcome == Outcome.ANSWER:
        raise Conflict(_("Nothing was decided in this case."))
    if Reexamination.objects.filter(case=case).exists():
        raise Conflict(_("This decision was re-examined already."))
    row = Reexamination.objects.create(
        case=case,
        decision=decision.outcome,
        drafted_by=decision.proposed_by,
        approved_by=decision.approved_by,
    )
    case.assignee, case.state = None, State.OPEN
    desk = duty_desk()
    if case.office is not None and desk is not None and case.office != desk and not _has_two_others(row):
        row.moved_from, case.office = case.office, desk
        row.save(update_fields=["moved_from"])
        words = gettext("The office has nobody who did not decide; the ministry's duty desk re-examines it.")
        enter(case, Event.NOTED, is_public=False, body=words)
    return row


def _has_two_others(row: Reexamination) -> bool:
    """Whether the office has somebody else to draft, and a supervisor besides to approve: with one alone the
    case would wait for the second for ever."""
    grants = Grant.objects.in_force().filter(role__in=HANDLERS, office=row.case.office, user__is_active=True)
    deciders = [one for one in (row.drafted_by_id, row.approved_by_id) if one]
    others = grants.exclude(user__in=deciders)
    has_approver = others.filter(role=Role.SUPERVISOR).exists()
    return has_approver and others.values("user").distinct().count() > 1


def finish(case: Case, reply: Reply) -> None:
    """A new decision left: what came of the re-examination. Within the caller's transaction."""
    row = Reexamination.objects.filter(case=case, outcome=Reexamination.Outcome.OPEN).first()
    if row is None:
        return
    kinds = Reexamination.Outcome
    row.outcome = kinds.UPHELD if reply.outcome == row.decision else kinds.CHANGED
    if row.outcome == kinds.CHANGED and Outcome.PARTLY in (reply.outcome, row.decision):
        row.outcome = kinds.PARTLY
    row.ended_at = clock.now()
    row.save(update_fields=["outcome", "ended_at"])


@bar
def decided_it(user: User, case: Case) -> bool:
    """Who decided takes no part while the decision is re-examined, nor afterwards in this case."""
    if case.kind != Kind.APPLICATION:
        return False
    return Reexamination.objects.filter(Q(drafted_by=user) | Q(approved_by=user), case=case).exists()
