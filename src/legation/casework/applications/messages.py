"""Messages inside a case, in both directions; they stop no clock."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.casework.applications.models import Message
from legation.casework.cases.models import ENDED, Case, Kind, State
from legation.casework.cases.parts import replacements
from legation.casework.cases.permissions import may_handle
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.services import Act, record
from legation.mail.services import queue_template
from legation.privacy.gateway import Owner, deliver, own

MOST_BY_APPLICANT = 20  # in one case within a day
DAY = dt.timedelta(days=1)


def may_write(case: Case) -> bool:
    """While the case lives, and only in applications: letters are answered."""
    return case.kind == Kind.APPLICATION and case.state not in (State.UNCONFIRMED, *ENDED)


def write(case: Case, text: str, *, actor: User | None = None) -> Message:
    """An officer writes to the applicant, who is told by mail; or (`actor` None) the applicant to the office.
    Raises NotPermitted, or Conflict when the case is over."""
    with transaction.atomic():
        rows = Case.objects.select_for_update(of=("self",)).select_related("office", "subject")
        locked = rows.get(pk=case.pk)
        if actor is not None and not may_handle(actor, locked):
            raise NotPermitted(_("This case belongs to another office."))
        if not may_write(locked):
            raise Conflict(_("The case is over. Messages can no longer be written in it."))
        recent = locked.messages.filter(by=None, at__gte=clock.now() - DAY)
        if actor is None and recent.count() >= MOST_BY_APPLICANT:
            raise Conflict(_("You have written very often today. Please wait until tomorrow."))
        message = Message.objects.create(case=locked, text=text, by=actor, at=clock.now())
        record(
            Act(
                "message.sent" if actor else "message.received",
                actor=actor.subject_id if actor else None,
                about=(locked.subject_id,),
                office=locked.office.slug if locked.office else "",
                detail={"case": locked.number},
            )
        )
        if actor is not None:
            _tell(locked, text)
    return message


def written(case: Case) -> QuerySet[Message]:
    """The messages of the case, oldest first."""
    return case.messages.select_related("case__subject", "by")


def shown(row: Message, struck: dict[Model, Model]) -> Model:
    """The row in whose field `text` staff read the message: without what was struck of it. `struck` holds the
    replacements of its case."""
    return struck.get(row, row)


def theirs(owner: Owner, rows: QuerySet[Message]) -> list[tuple[Message, str]]:
    """Each message as the applicant reads it: their own whole, ours without what was struck of it."""
    struck: dict[int, dict[Model, Model]] = {}
    found = []
    for row in rows:
        if row.case_id not in struck:
            struck[row.case_id] = replacements(row.case)
        source = shown(row, struck[row.case_id]) if row.by_id else row
        found.append((row, own(owner, source, ["text"])["text"]))
    return found


def _tell(case: Case, text: str) -> None:
    addressed = deliver(case, ["name", "email"])
    with translation.override(case.language):
        status = settings.LEGATION_ORIGIN + reverse("case_status")
    values = {"case": case, "name": addressed["name"], "text": text, "status": status}
    template = "applications/mail/message.txt"
    queue_template(case.subject, addressed["email"], template, values, language=case.language)
