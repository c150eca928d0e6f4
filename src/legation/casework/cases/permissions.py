"""Who may open and handle which case."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Count, Q, QuerySet

from legation.accounts.models import Grant, Role, Suspension, SuspensionQuerySet, User
from legation.accounts.staff.permissions import has_role, has_role_for, offices_of
from legation.casework.cases.absences import away, covered_by, offices_covered_by
from legation.casework.cases.models import Case, CaseQuerySet, Extension, Interest, Part, State
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
    """Whether the person is kept from this case: by a rule, by a conflict of interest that they declared, or
    because they decided what it appeals against."""
    together = Q(case=case) | Q(case__merged_into=case) | Q(case=case.merged_into_id)
    if Interest.objects.filter(together, user=user).exists():
        return True
    appealed = decided_by(user).filter(appeal_case=case.number)
    return appealed.exists() or any(rule(user, case) for rule in _bars)


def duty_desk() -> Office | None:
    """The ministry's own desk, for cases without an office."""
    return Office.objects.filter(is_duty_desk=True).first()


def desk_of(case: Case) -> Office | None:
    """The office that handles the case; None while the ministry has no duty desk."""
    return case.office or duty_desk()


def may_handle(user: User, case: Case) -> bool:
    """An officer or supervisor of the case's office who may know of it, the deputy of its officer while they
    are away, or its stand-in (see `stands_in`); never who is barred."""
    if is_barred(user, case):
        return False
    held = _holds(user, HANDLERS, desk_of(case)) and needs_to_know(user, case)
    return held or covers(user, case) or stands_in(user, case)


def covers(user: User, case: Case) -> bool:
    """Whether its officer is away and the person stands in for them, or nobody has it and everybody of its
    office is away."""
    if case.assignee_id is None:
        return not case.is_sensitive and case.office_id in offices_covered_by(user)
    return case.assignee_id in covered_by(user)


def may_be_given(user: User, case: Case) -> bool:
    """Whether the case can be put into this person's hands: an officer or supervisor of its office who is
    not barred. Who gets a sensitive case need not know of it before."""
    return _holds(user, HANDLERS, desk_of(case)) and not is_barred(user, case)


def may_approve(user: User, case: Case) -> bool:
    """A supervisor of the office, or the stand-in; that it is another person than who did the first half
    is checked where it is approved. Never who is barred."""
    if is_barred(user, case):
        return False
    return _holds(user, (Role.SUPERVISOR,), desk_of(case)) or stands_in(user, case)


def needs_to_know(user: User, case: Case) -> bool:
    """Of a sensitive case: its officer, whom a supervisor named, and the supervisors; of others: everybody."""
    if not case.is_sensitive or case.assignee_id == user.pk:
        return True
    return case.readers.filter(user=user).exists() or _holds(user, (Role.SUPERVISOR,), desk_of(case))


def may_open(user: User, case: Case) -> bool:
    """Whether the person may look into a case that stands in their lists."""
    knows = needs_to_know(user, case) or covers(user, case)
    return not is_barred(user, case) and (knows or stands_in(user, case))


def stands_in(user: User, case: Case) -> bool:
    """A supervisor of the duty desk, for what waits for a second person at an office that has none: a
    draft, or more time that was asked for."""
    desk = duty_desk()
    if desk is None or not _holds(user, (Role.SUPERVISOR,), desk):
        return False
    first = set(case.replies.filter(approved_at=None, returned_at=None).values_list("proposed_by", flat=True))
    if case.state != State.PROPOSED:
        first = set(waiting_extensions().filter(case=case).values_list("proposed_by", flat=True))
        if not first:
            return False
    return not has_second(case, first)


def has_second(case: Case, first: set[int]) -> bool:
    """Whether a supervisor of the case's own office, who is not among those who did the `first` half, away or
    barred, can be the second person."""
    others = Grant.objects.in_force().filter(role=Role.SUPERVISOR, office=case.office, user__is_active=True)
    barred = case.interests.values("user")
    return others.exclude(user__in={*first, *away()}).exclude(user__in=barred).exists()


def waiting_extensions() -> QuerySet[Extension]:
    """More time that was asked for and waits for a second person."""
    return Extension.objects.filter(until=None, refused_at=None)


def may_answer_part(user: User, part: Part) -> bool:
    """An officer or supervisor of the unit's office, who has no conflict of interest in the case."""
    return _holds(user, HANDLERS, part.office) and not is_barred(user, part.case)


def is_handler(user: object) -> bool:
    """Whether the desk is for this person at all."""
    return isinstance(user, User) and has_role(user, *HANDLERS)


def visible_to(user: User) -> CaseQuerySet:
    """Every confirmed case of the person's offices from which they are not barred, and those for which they
    stand in. Whether they may look into one is `may_open`."""
    offices = offices_of(user, *HANDLERS)
    own = Case.objects.filter(office__in=offices)
    if any(office.is_duty_desk for office in offices) or _holds(user, HANDLERS, None):
        own |= Case.objects.filter(office=None)
    desk = duty_desk()
    if desk is not None and _holds(user, (Role.SUPERVISOR,), desk):
        waits = Q(state=State.PROPOSED) | Q(pk__in=waiting_extensions().values("case"))
        own |= Case.objects.filter(waits).exclude(office__in=_well_staffed())
    if covered := covered_by(user):
        own |= Case.objects.filter(assignee__in=covered)
    if empty := offices_covered_by(user):
        own |= Case.objects.filter(assignee=None, office__in=empty, is_sensitive=False)
    declared = Interest.objects.filter(user=user)
    if declared.exists():  # a case and those joined to it are one matter
        leaders = declared.exclude(case__merged_into=None).values("case__merged_into")
        own = own.exclude(pk__in=declared.values("case")).exclude(pk__in=leaders)
        own = own.exclude(merged_into__in=declared.values("case"))
    appealed = list(decided_by(user).values_list("appeal_case", flat=True))
    return (own.exclude(number__in=appealed) if appealed else own).confirmed()


def decided_by(user: User) -> SuspensionQuerySet:
    """The suspensions and denials that the person imposed or approved, and that were appealed against."""
    theirs = Suspension.objects.filter(Q(imposed_by=user) | Q(approved_by=user))
    return theirs.exclude(appeal_case="")


def _well_staffed() -> list[int]:
    supervisors = Grant.objects.in_force().filter(role=Role.SUPERVISOR, user__is_active=True)
    counted = supervisors.exclude(office=None).exclude(user__in=away()).order_by().values("office")
    staffed = counted.annotate(people=Count("user", distinct=True)).filter(people__gt=1)
    return [office for office in staffed.values_list("office", flat=True) if office is not None]


def _holds(user: User, roles: tuple[Role, ...], office: Office | None) -> bool:
    return has_role_for(user, *roles, office=office)
