"""The one gateway through which sealed text is opened: by the person, for sending, or by staff.

Staff reads need a purpose and leave a receipt that the person sees; it is written in the caller's
transaction before anything is returned.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import models, transaction
from django.utils.functional import Promise

from legation.kernel.errors import NotPermitted
from legation.ledger.services import Act, record
from legation.privacy.models import Erased, ReadReceipt, Subject
from legation.privacy.opening import open_sealed
from legation.privacy.sealing import SealedTextField

PURPOSES: dict[str, str | Promise] = {}


def purpose(code: str, sentence: str | Promise) -> str:
    """Declare why staff may read, such as ("case.answer", _("to answer your letter")); returns the code."""
    PURPOSES[code] = sentence
    return code


@dataclass(frozen=True)
class Reader:
    """A member of staff who reads: their own subject id and the office for which they act."""

    subject_id: uuid.UUID
    office: str = ""


def read(
    reader: Reader,
    why: str,
    rows: Sequence[models.Model],
    fields: Sequence[str],
    *,
    reference: str = "",
    visible_from: dt.date | None = None,
) -> list[dict[str, str]]:
    """The texts of `fields` of each row, in order; an erased person's are empty.

    One ledger record is written for the whole list, one receipt for each person in it.
    `visible_from` keeps the read from the person until that day (criminal investigations only).
    Raises NotPermitted for a purpose that was not declared.
    """
    if why not in PURPOSES:
        raise NotPermitted("Choose the purpose for which you read this.")
    with transaction.atomic():
        people = {subject.pk: subject for row in rows for subject in _subjects(row, fields)}
        if people:
            record(
                Act(
                    "personal.read",
                    actor=reader.subject_id,
                    about=() if visible_from else tuple(people),
                    office=reader.office,
                    reason=why,
                    detail={"reference": reference, "fields": list(fields)},
                )
            )
        ReadReceipt.objects.bulk_create(
            ReadReceipt(
                subject=person,
                reader_id=reader.subject_id,
                office=reader.office,
                purpose=why,
                reference=reference,
                fields=list(fields),
                visible_from=visible_from,
            )
            for person in people.values()
        )
        return [_open(row, fields) for row in rows]


def own(subject: Subject, row: models.Model, fields: Sequence[str]) -> dict[str, str]:
    """The person reads their own. Raises NotPermitted when the row is another's."""
    if any(person.pk != subject.pk for person in _subjects(row, fields)):
        raise NotPermitted("This belongs to somebody else.")
    return _open(row, fields)


def deliver(row: models.Model, fields: Sequence[str]) -> dict[str, str]:
    """The system opens what it is about to send to the person, or must compute with for them."""
    return _open(row, fields)


def _subjects(row: models.Model, fields: Iterable[str]) -> set[Subject]:
    return {_field(row, name).subject_of(row) for name in fields}


def _open(row: models.Model, fields: Iterable[str]) -> dict[str, str]:
    opened = {}
    for name in fields:
        try:
            opened[name] = open_sealed(getattr(row, name), _field(row, name).subject_of(row))
        except Erased:
            opened[name] = ""
    return opened


def _field(row: models.Model, name: str) -> SealedTextField:
    field = row._meta.get_field(name)
    if not isinstance(field, SealedTextField):
        raise TypeError(f"{name} is not sealed")
    return field
