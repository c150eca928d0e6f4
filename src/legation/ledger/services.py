"""One call to record; it commits with the act that it records, or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.conf import settings

from legation.kernel import clock
from legation.kernel.keys import master_key, seal, unseal
from legation.kernel.rows import Insertion, insert
from legation.ledger.models import LedgerMention, LedgerRecord

SALT_BYTES = 16
PURPOSE = "ledger detail"


@dataclass(frozen=True)
class Act:
    """What is recorded. Names no person in clear: people are subject ids.

    `action` is dotted, such as `case.approved`; `actor` is the acting person's subject id, None for
    the system; `about` are the persons concerned; `detail` holds plain JSON values.
    """

    action: str
    actor: uuid.UUID | None = None
    about: tuple[uuid.UUID, ...] = ()
    office: str = ""
    reason: str = ""
    detail: Mapping[str, str | int | bool | list[str] | None] = field(default_factory=dict)


class Recording:
    """A record that is sealed now and appended later, so that the transaction in which others wait for it takes
    less time."""

    def __init__(self, act: Act) -> None:
        self.row = _sealed(act)
        self._record = Insertion(self.row)
        people: set[uuid.UUID] = {*act.about, *([act.actor] if act.actor else [])}
        self._mentions = [LedgerMention(subject_id=person) for person in people]

    def append(self) -> LedgerRecord:
        """Append it to the ledger, in the caller's transaction."""
        self._record.run()
        for mention in self._mentions:
            mention.record_id = self.row.pk
        insert(*self._mentions)
        return self.row


def record(act: Act) -> LedgerRecord:
    """Append the act to the ledger, in the caller's transaction."""
    return Recording(act).append()


def _sealed(act: Act) -> LedgerRecord:
    at = clock.now()
    salt = os.urandom(SALT_BYTES)
    text = json.dumps(
        {
            "action": act.action,
            "at": at.isoformat(),
            "actor": str(act.actor) if act.actor else None,
            "about": [str(person) for person in act.about],
            "office": act.office,
            "reason": act.reason,
            "detail": dict(act.detail),
        },
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    ).encode()
    return LedgerRecord(
        action=act.action,
        at=at,
        commitment=hashlib.sha256(salt + text).digest(),
        detail=seal(sealing_key(), salt + text, PURPOSE),
    )


def opened(row: LedgerRecord) -> dict[str, object]:
    """The record behind a row. Raises BrokenSeal when the row was changed."""
    result: dict[str, object] = json.loads(salted(row)[SALT_BYTES:])
    return result


def salted(row: LedgerRecord) -> bytes:
    """Salt and record as they were committed to. Raises BrokenSeal when the row was changed."""
    return unseal(sealing_key(), bytes(row.detail), PURPOSE)


def about(person: uuid.UUID) -> Iterable[LedgerRecord]:
    """The rows that mention a person, newest first."""
    return LedgerRecord.objects.filter(mentions__subject_id=person).order_by("-id")


def sealing_key() -> bytes:
    """The key that records are sealed under."""
    return master_key(settings.LEGATION_MASTER_KEY_FILE).derive(PURPOSE)
