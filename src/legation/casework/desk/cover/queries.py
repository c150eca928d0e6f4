"""Who is away, and who stands in for whom, at this moment."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Grant, Role, User
from legation.accounts.staff.permissions import has_role
from legation.casework.cases.models import ENDED, CaseQuerySet
from legation.casework.cases.parts import Link
from legation.casework.cases.permissions import HANDLERS, duty_desk, visible_to
from legation.casework.desk.cover.models import Absence, AbsenceQuerySet


def away() -> set[int]:
    """Everybody who is away now."""
    return set(Absence.objects.now().values_list("person_id", flat=True))


def covered_by(user: User) -> set[int]:
    """For whom the person stands in: who named them, and for the duty desk whoever has no deputy that is here."""
    rows = Absence.objects.now()
    if not rows.exists():
        return set()
    theirs = rows.filter(deputy=user)
    if is_duty(user):
        theirs = theirs | _without_deputy(rows)
    return set(theirs.values_list("person_id", flat=True)) - {user.pk}


def offices_covered_by(user: User) -> set[int]:
    """Offices of which everybody is away: the deputies of their people stand in for what nobody has taken
    on, and the duty desk does in any case."""
    rows = Absence.objects.now()
    if not rows.exists():
        return set()
    mine = set(rows.filter(deputy=user).values_list("office_id", flat=True))
    asked = set(rows.values_list("office_id", flat=True)) if is_duty(user) else mine
    gone = set(rows.values_list("person_id", flat=True))
    return {office for office in asked if not set(_people(office)) - gone}


def deputies(person: User) -> list[User]:
    """Who gets what would be sent to the person; empty while they are here."""
    absence = Absence.objects.now().filter(person=person).select_related("deputy__subject").first()
    if absence is None:
        return []
    deputy = absence.deputy
    if deputy is not None and deputy.is_active and deputy.pk not in away():
        return [deputy]
    desk = duty_desk()
    grants = Grant.objects.in_force().filter(role__in=HANDLERS, office=desk, user__is_active=True)
    found = User.objects.filter(pk__in=grants.values("user")).exclude(pk__in=away())
    return list(found.select_related("subject").order_by("pk"))


def is_duty(user: User) -> bool:
    """Whether the person works at the ministry's duty desk."""
    desk = duty_desk()
    return desk is not None and has_role(user, *HANDLERS, office=desk)


def cases_covered_by(user: User) -> CaseQuerySet:
    """What is not ended of those for whom the person stands in."""
    held = Q(assignee__in=covered_by(user)) | Q(assignee=None, office__in=offices_covered_by(user))
    return visible_to(user).filter(held).exclude(state__in=ENDED).select_related("office")


def absences_seen_by(user: User) -> AbsenceQuerySet:
    """Their own, those in which they stand in, and as a supervisor those of the office."""
    rows = Absence.objects.to_come().select_related("person", "deputy", "office")
    offices = user.grants.in_force().filter(role=Role.SUPERVISOR).values("office")
    return rows.filter(Q(person=user) | Q(deputy=user) | Q(office__in=offices))


def links(user: User) -> Iterable[Link]:
    """The queue of a deputy, while they are one; and where absences are named."""
    if covered_by(user) or offices_covered_by(user):
        yield Link(_("For colleagues who are away"), reverse("case_cover"), cases_covered_by(user).count())
    yield Link(_("Absences"), reverse("absences"))


def _without_deputy(rows: AbsenceQuerySet) -> AbsenceQuerySet:
    gone = rows.values("person")
    return rows.filter(Q(deputy=None) | Q(deputy__in=gone) | Q(deputy__is_active=False))


def _people(office: int) -> QuerySet[Grant, int]:
    grants = Grant.objects.in_force().filter(role__in=HANDLERS, office=office, user__is_active=True)
    return grants.values_list("user_id", flat=True)
