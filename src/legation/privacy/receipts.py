"""What a read leaves behind: one record in the ledger, and a receipt for each person."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from legation.ledger.services import Act, record
from legation.privacy.models import Manner, ReadReceipt, Subject

SALT_BYTES = 16


@dataclass(frozen=True)
class Reading:
    """Who read what, for what, how; `visible_from` is the end of an investigation's seal."""

    reader_id: uuid.UUID
    office: str
    purpose: str
    reference: str
    fields: Sequence[str]
    manner: Manner
    visible_from: dt.date | None = None


@transaction.atomic
def leave(reading: Reading, people: Mapping[uuid.UUID, Subject], *, looked_for: str = "") -> None:
    """Write the record, which commits to the set of persons by a salted digest, and their receipts.

    A record under seal names the persons in nothing but that digest.
    """
    salt = os.urandom(SALT_BYTES).hex()
    searched = reading.manner == Manner.SEARCH
    row = record(
        Act(
            "personal.searched" if searched else "personal.read",
            actor=reading.reader_id,
            about=() if reading.visible_from else tuple(people),
            office=reading.office,
            reason=reading.purpose,
            detail={
                "reference": reading.reference,
                "fields": list(reading.fields),
                "manner": reading.manner.value,
                "persons": len(people),
                "salt": salt,
                "persons_digest": digest(salt, people),
                **({"looked_for": looked_for} if searched else {}),
            },
        )
    )
    ReadReceipt.objects.bulk_create(
        ReadReceipt(
            subject=person,
            reader_id=reading.reader_id,
            office=reading.office,
            purpose=reading.purpose,
            reference=reading.reference,
            fields=list(reading.fields),
            manner=reading.manner,
            record=row.pk,
            visible_from=reading.visible_from,
        )
        for person in people.values()
    )


def digest(salt: str, people: Iterable[uuid.UUID | str]) -> str:
    """SHA-256 over the salt and the sorted persons: whoever is given both can check the set."""
    return hashlib.sha256("\n".join([salt, *sorted(map(str, people))]).encode()).hexdigest()
