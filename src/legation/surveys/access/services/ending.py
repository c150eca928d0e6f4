"""Counting how far a list has come, and deleting its addresses on time."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from legation.accounts.models import User
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.services import Act, record
from legation.privacy.models import Subject
from legation.surveys.access.models import Detail, Invitation, InvitationList
from legation.surveys.access.permissions import may_invite
from legation.surveys.access.queries import answered_of
from legation.surveys.access.services.importing import UNFINISHED, forget_waiting
from legation.surveys.models import Survey

State = InvitationList.State
PORTION = 500


def count_all() -> int:
    """Renew the numbers of every list that still has addresses, and note what came back; returns how many lists."""
    lists = InvitationList.objects.exclude(state__in=[State.DELETED, State.REFUSED, *UNFINISHED])
    rows = list(lists.select_related("survey"))
    for row in rows:
        count(row)
    return len(rows)


def count(listed: InvitationList) -> None:
    """Renew the numbers of one list."""
    people = Invitation.objects.filter(list=listed)
    with transaction.atomic():
        came_back = people.filter(bounced_at=None).exclude(mail__bounced_at=None)
        for row in came_back.select_related("mail")[:5000]:
            Invitation.objects.filter(pk=row.pk).update(bounced_at=row.mail.bounced_at if row.mail else None)
        InvitationList.objects.filter(pk=listed.pk).exclude(state=State.DELETED).update(
            invited=people.exclude(invited_at=None).count(),
            bounced=people.exclude(bounced_at=None).count(),
            stopped=people.exclude(stopped_at=None).count(),
            answered=answered_of(listed),
        )
    listed.refresh_from_db()


def over_since(survey: Survey) -> dt.datetime | None:
    """Since when nobody can answer; None while it is open or to come."""
    if not survey.is_closed:
        return None
    return survey.closed_at


def delete_due() -> int:
    """Delete the people of lists whose days are over, with their keys; the numbers stay. Returns how many lists."""
    lists = InvitationList.objects.exclude(state=State.DELETED).filter(is_letters=False)
    due = 0
    for row in lists.select_related("survey__office"):
        over = over_since(row.survey)
        if over is not None and over + dt.timedelta(days=row.kept_days) <= clock.now():
            delete_people(row)
            due += 1
    return due


def delete_by_hand(listed: InvitationList, by: User) -> None:
    """Before its days are over. Raises NotPermitted, Conflict."""
    if not may_invite(by, listed.survey):
        raise NotPermitted(_("This survey belongs to another office."))
    if listed.is_letters or listed.state == State.DELETED:
        raise Conflict(_("There are no addresses in it."))
    delete_people(listed, actor=by)


def delete_people(listed: InvitationList, *, actor: User | None = None) -> None:
    """Delete everybody of the list, in portions; broken off, the next run goes on."""
    with transaction.atomic():
        # First, so that whoever brings in its rows, or sends, has either done so or finds it stopped.
        going_on = [State.SENDING, *UNFINISHED]
        InvitationList.objects.filter(pk=listed.pk, state__in=going_on).update(state=State.STOPPED)
        forget_waiting(listed)
    count(listed)
    while _delete_portion(listed):
        pass
    with transaction.atomic():
        InvitationList.objects.filter(pk=listed.pk).update(state=State.DELETED)
        office = listed.survey.office.slug if listed.survey.office else ""
        detail: Detail = {"survey": listed.survey.slug, "list": listed.pk or 0, "count": listed.count}
        who = actor.subject_id if actor else None
        record(Act("survey.list-deleted", actor=who, office=office, detail=detail))


@transaction.atomic
def _delete_portion(listed: InvitationList) -> bool:
    rows = list(Invitation.objects.filter(list=listed).values_list("pk", "subject_id")[:PORTION])
    Invitation.objects.filter(pk__in=[pk for pk, _person in rows]).delete()
    for person in Subject.objects.filter(pk__in=[key for _pk, key in rows]):
        person.erase()
    return bool(rows)
