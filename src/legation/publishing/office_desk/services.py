"""Changing an office's facts. Each change is recorded and on every page within a second."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction

from legation.accounts.models import User
from legation.kernel.errors import Conflict
from legation.ledger.services import Act, record
from legation.offices.models import Closure, Office, OfficeText, OpeningHours
from legation.publishing.office_desk.forms import Span


@transaction.atomic
def change_contact(office: Office, by: User, changed: Iterable[str]) -> None:
    """Store telephones and e-mail as they stand on `office`."""
    office.save(update_fields=["phone", "duty_phone", "email"])
    _record("office.contact-changed", office, by, fields=sorted(changed))


@transaction.atomic
def change_text(text: OfficeText, by: User, changed: Iterable[str]) -> None:
    """Store the texts of one language."""
    text.save()
    _record("office.text-changed", text.office, by, language=text.language, fields=sorted(changed))


@transaction.atomic
def change_hours(office: Office, by: User, week: Mapping[int, Iterable[Span]]) -> None:
    """Replace the week."""
    office.hours.all().delete()
    for day, spans in week.items():
        for opens, closes in spans:
            OpeningHours.objects.create(office=office, weekday=day, opens=opens, closes=closes)
    _record("office.hours-changed", office, by)


@transaction.atomic
def close_on(office: Office, by: User, day: dt.date, names: dict[str, str]) -> Closure:
    """Add a day on which it is closed. Raises Conflict when it is one already."""
    closure, made = Closure.objects.get_or_create(office=office, day=day, defaults={"names": names})
    if not made:
        raise Conflict(str(day))
    _record("office.closure-added", office, by, day=day.isoformat())
    return closure


@transaction.atomic
def open_again_on(closure: Closure, by: User) -> None:
    """Take a closure off the calendar."""
    closure.delete()
    _record("office.closure-removed", closure.office, by, day=closure.day.isoformat())


def _record(kind: str, office: Office, by: User, **detail: str | list[str]) -> None:
    record(Act(kind, actor=by.subject_id, office=office.slug, detail={"office": office.slug, **detail}))
