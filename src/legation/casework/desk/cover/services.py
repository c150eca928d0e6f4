"""Name an absence, or end it early."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import has_role
from legation.accounts.staff.telling import tell
from legation.casework.cases.permissions import HANDLERS
from legation.casework.desk.cover.models import Absence
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.services import Act, record
from legation.offices.models import Office

LONGEST = dt.timedelta(days=366)


@transaction.atomic
def name(
    person: User, office: Office, first: dt.date, last: dt.date, *, deputy: User | None, actor: User
) -> Absence:
    """The person is away from the first to the last day, both included, by the office's clock.

    Raises NotPermitted for anybody but themselves and a supervisor of the office, and for a deputy who
    handles no cases there; Conflict when one of the two is away in that time already.
    """
    if not has_role(person, *HANDLERS, office=office) or not may_name(actor, person, office):
        raise NotPermitted(_("Only they themselves or a supervisor of their office names this."))
    if deputy is not None and (deputy == person or not has_role(deputy, *HANDLERS, office=office)):
        raise NotPermitted(_("Choose a colleague of the office, or the duty desk."))
    start = dt.datetime.combine(first, dt.time(), office.zone)
    end = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), office.zone)
    if not start < end <= start + LONGEST or end <= clock.now():
        raise Conflict(_("Choose a time of at most a year that is not over."))
    User.objects.select_for_update().get(pk=person.pk)
    taken = Absence.objects.within(start, end)
    if taken.filter(person=person).exists():
        raise Conflict(_("An absence in this time is named already. End it first."))
    if deputy is not None and taken.filter(person=deputy).exists():
        raise Conflict(_("The deputy is away in this time. Choose somebody else."))
    row = Absence.objects.create(
        person=person,
        office=office,
        deputy=deputy,
        starts_at=start,
        ends_at=end,
        named_by=actor,
        at=clock.now(),
    )
    _record("absence.named", row, actor)
    if deputy is not None:
        tell([deputy], "cover", {"person": person.get_full_name(), "first": first, "last": last})
    return row


@transaction.atomic
def end(absence_id: int, *, actor: User) -> None:
    """They are back, or do not go. Doing it again does nothing."""
    row = (
        Absence.objects.select_for_update(of=("self",)).select_related("person", "office").get(pk=absence_id)
    )
    if not may_name(actor, row.person, row.office):
        raise NotPermitted(_("Only they themselves or a supervisor of their office names this."))
    if row.cancelled_at is None:
        row.cancelled_at = clock.now()
        row.save(update_fields=["cancelled_at"])
        _record("absence.ended", row, actor)


def may_name(actor: User, person: User, office: Office) -> bool:
    """They themselves, or a supervisor of the office."""
    return actor == person or has_role(actor, Role.SUPERVISOR, office=office)


def _record(action: str, row: Absence, actor: User) -> None:
    record(
        Act(
            action,
            actor=actor.subject_id,
            about=(row.person.subject_id,),
            office=row.office.slug,
            detail={"absence": row.pk, "until": row.ends_at.isoformat()},
        )
    )
