"""One letter, several units, one answer: questions that other units answer for colleagues only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.casework.cases.clock import calendar_of
from legation.casework.cases.models import Case, Event, Part
from legation.casework.cases.permissions import HANDLERS, may_answer_part, may_handle
from legation.casework.cases.services.steps import enter, must, step
from legation.casework.cases.services.telling import holders, supervisors_of, tell_staff
from legation.kernel import clock
from legation.kernel.errors import Conflict
from legation.offices.models import Office

LONGEST = dt.timedelta(days=180)


@dataclass(frozen=True)
class Question:
    """What a unit is asked, and by which day (until its office closes)."""

    office: Office
    text: str
    day: dt.date
    unit: str = ""


def open_parts(case: Case) -> int:
    """How many units still have to answer."""
    return case.parts.filter(answered_at=None, dropped_at=None).count()


def put(case: Case, question: Question, *, actor: User, revision: int | None = None) -> Part:
    """Ask a unit; it sees the question alone, not the letter, and is told by mail."""
    with step(case.pk, "parted", revision=revision) as locked:
        must(may_handle(actor, locked))
        calendar = calendar_of(question.office)
        if not clock.today() <= question.day <= clock.today() + LONGEST:
            raise Conflict(_("Choose a day from today on, within half a year."))
        noon = dt.datetime.combine(question.day, dt.time(12), calendar.zone)
        row = Part.objects.create(
            case=locked,
            office=question.office,
            unit=question.unit,
            question=question.text,
            due_at=calendar.after(noon, 0),
            asked_by=actor,
            asked_at=clock.now(),
        )
        locked.assignee = locked.assignee or actor
        body = " · ".join(filter(None, [question.office.slug, question.unit])) + f"\n\n{question.text}"
        enter(locked, Event.PARTED, actor=actor, is_public=False, body=body)
        desk = settings.LEGATION_ORIGIN + reverse("case_part", args=[row.pk])
        people = [one for one in holders(question.office, *HANDLERS) if may_answer_part(one, row)]
        tell_staff(people, "staff_parted", locked, {"part": row, "desk": desk})
    return row


def answer_part(part: Part, text: str, *, actor: User) -> Part:
    """The unit's answer, for whoever answers the letter. Raises Conflict when it is answered or not needed
    any more."""
    with step(part.case_id, "part-closed") as locked:
        row = _open(locked, part.pk)
        must(may_answer_part(actor, row))
        row.answer, row.answered_by, row.answered_at = text, actor, clock.now()
        row.save(update_fields=["answer", "answered_by", "answered_at"])
        enter(locked, Event.PART_DONE, actor=actor, is_public=False, body=text)
        people = [locked.assignee] if locked.assignee else supervisors_of(locked)
        tell_staff(people, "staff_part_done", locked)
    return row


def drop_part(case: Case, part_id: int, why: str, *, actor: User, revision: int | None = None) -> Part:
    """The answer of the unit is not needed any more."""
    with step(case.pk, "part-closed", revision=revision) as locked:
        must(may_handle(actor, locked))
        row = _open(locked, part_id)
        row.dropped_at = clock.now()
        row.save(update_fields=["dropped_at"])
        enter(locked, Event.PART_DROPPED, actor=actor, is_public=False, body=why)
    return row


def _open(case: Case, part_id: int) -> Part:
    rows = case.parts.select_for_update(of=("self",)).select_related("office")
    row = rows.filter(pk=part_id, answered_at=None, dropped_at=None).first()
    if row is None:
        raise Conflict(_("This part was answered already, or is not needed any more."))
    row.case = case
    return row
