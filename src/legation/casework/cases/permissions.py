"""Who may open and handle which case."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Count, Q

from legation.accounts.models import Grant, Role, Suspension, SuspensionQuerySet, User
from legation.accounts.staff.permissions import has_role, has_role_for, offices_of
from legation.casework.cases.models import Case, CaseQuerySet, State
from legation.offices.models import Office

HANDLERS = (Role.CASE_OFFICER, Role.SUPERVISOR)
# Packages above say here who must not handle or approve a case that they otherwise may, such as who decided it.
Bar = Callable[[User, Case], bool]
_bars: list[Bar] = []


def bar(rule: Bar) -> Bar:
    """Decorator: whoever it is true for neither handles nor approves the case."""
    _bars.append(rule)
    return rule


def is_barred(user: User, case: Case) -> bool:
    """Whether the person is kept from this case: by a rule, or for who decided what it appeals against."""
    return decided_by(user).filter(appeal_case=case.number).exists() or any(
        rule(user, case) for rule in _bars
    )


def duty_desk() -> Office | None:
    """The ministry's own desk, for cases without an office."""
    return Office.objects.filter(is_duty_desk=True).first()


def desk_of(case: Case) -> Office | None:
    """The office that handles the case; None while the ministry has no duty desk."""
    return case.office or duty_desk()


def may_handle(user: User, case: Case) -> bool:
    """An officer or supervisor of the case's office, or its stand-in (see `stands_in`); never who is
    kept from it (`is_barred`)."""
    if is_barred(user, case):
        return False
    return _holds(user, HANDLERS, desk_of(case)) or stands_in(user, case)


def may_approve(user: User, case: Case) -> bool:
    """A supervisor of the office, or the stand-in; that it is another person than the drafter is
    checked where the reply is approved. Never who is kept from the case."""
    if is_barred(user, case):
        return False
    return _holds(user, (Role.SUPERVISOR,), desk_of(case)) or stands_in(user, case)


def stands_in(user: User, case: Case) -> bool:
    """A supervisor of the duty desk, for a draft at an office that has no second person to approve it."""
    desk = duty_desk()
    if case.state != State.PROPOSED or desk is None or not _holds(user, (Role.SUPERVISOR,), desk):
        return False
    drafter = case.replies.filter(approved_at=None, returned_at=None).values("proposed_by")
    others = Grant.objects.in_force().filter(role=Role.SUPERVISOR, office=case.office, user__is_active=True)
    return not others.exclude(user__in=drafter).exists()


def is_handler(user: object) -> bool:
    """Whether the desk is for this person at all."""
    return isinstance(user, User) and has_role(user, *HANDLERS)


def visible_to(user: User) -> CaseQuerySet:
    """Every confirmed case of the person's offices, and drafts for which they stand in."""
    offices = offices_of(user, *HANDLERS)
    own = Case.objects.filter(office__in=offices)
    if any(office.is_duty_desk for office in offices) or _holds(user, HANDLERS, None):
        own |= Case.objects.filter(office=None)
    desk = duty_desk()
    if desk is not None and _holds(user, (Role.SUPERVISOR,), desk):
        own |= Case.objects.filter(state=State.PROPOSED).exclude(office__in=_well_staffed())
    return own.exclude(number__in=decided_by(user).values("appeal_case")).confirmed()


def decided_by(user: User) -> SuspensionQuerySet:
    """The suspensions and denials that the person imposed or approved, and that were appealed against."""
    theirs = Suspension.objects.filter(Q(imposed_by=user) | Q(approved_by=user))
    return theirs.exclude(appeal_case="")


def _well_staffed() -> list[int]:
    supervisors = Grant.objects.in_force().filter(role=Role.SUPERVISOR, user__is_active=True)
    counted = supervisors.exclude(office=None).order_by().values("office")
    staffed = counted.annotate(people=Count("user", distinct=True)).filter(people__gt=1)
    return [office for office in staffed.values_list("office", flat=True) if office is not None]


def _holds(user: User, roles: tuple[Role, ...], office: Office | None) -> bool:
    return has_role_for(user, *roles, office=office)
