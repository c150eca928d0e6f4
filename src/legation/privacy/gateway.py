"""The one gateway through which what is kept of a person is opened.

Four doors. `read` and `search` are for staff: they need a purpose that is the reader's own work, and
leave a record and a receipt in the caller's transaction before anything is returned. `own` is for the
person, signed in or with the secret of a case. `deliver` is for the system, which opens what it sends
to the person. `tests/house/test_gateway.py` lists who may use the last two, and fails for anybody else.
"""

from __future__ import annotations

import datetime as dt
import hmac
import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from legation.kernel.errors import NotPermitted
from legation.privacy.models import Erased, Manner, Subject
from legation.privacy.opening import open_sealed
from legation.privacy.receipts import Reading, leave
from legation.privacy.sealing import SealedTextField, lookup_hash

# Where the Subject of a row lies whose field is not sealed.
PATHS = ("subject", "user.subject", "case.subject")


@dataclass(frozen=True)
class Reader:
    """A member of staff who reads: their own subject id and the office for which they act.

    `account` spares the rules a query; they trust it only when it has the same subject id.
    """

    subject_id: uuid.UUID
    office: str = ""
    account: object = field(default=None, compare=False, repr=False)
    by_command: bool = False


# Whether the reader may use a purpose for the task `reference` and these rows; none in a search.
Rule = Callable[[Reader, str, Sequence[models.Model]], bool]

PURPOSES: dict[str, str | Promise] = {}
RULES: dict[str, Rule] = {}


def purpose(code: str, sentence: str | Promise, *, may: Rule) -> str:
    """Declare why staff may read, such as ("case.answer", _("to answer your letter")), and whose work
    it is; returns the code."""
    PURPOSES[code], RULES[code] = sentence, may
    return code


def read(
    reader: Reader,
    why: str,
    rows: Sequence[models.Model],
    fields: Sequence[str],
    *,
    reference: str = "",
    visible_from: dt.date | None = None,
    manner: Manner | None = None,
) -> list[dict[str, str]]:
    """The texts of `fields` of each row, in order; an erased person's are empty.

    One ledger record is written for the whole list, one receipt for each person in it.
    `visible_from` keeps the read from the person until that day (criminal investigations only).
    Raises NotPermitted for a purpose that is not the reader's work.
    """
    parts = [(rows, fields)]
    return read_parts(reader, why, parts, reference=reference, visible_from=visible_from, manner=manner)[0]


def read_parts(
    reader: Reader,
    why: str,
    parts: Sequence[tuple[Sequence[models.Model], Sequence[str]]],
    *,
    reference: str = "",
    visible_from: dt.date | None = None,
    manner: Manner | None = None,
) -> list[list[dict[str, str]]]:
    """As `read`, of several kinds of rows that are opened together: one record, one receipt a person."""
    _must_be_work(reader, why, reference, [row for rows, _names in parts for row in rows])
    for rows, names in parts:
        _fetch_people(rows, names)
    people = {person.pk: person for rows, names in parts for row in rows for person in _subjects(row, names)}
    opened = sorted({name for rows, names in parts if rows for name in names})
    with transaction.atomic():
        if people:
            leave(
                Reading(
                    reader.subject_id,
                    reader.office,
                    why,
                    reference,
                    opened,
                    manner or _manner(reader, len(people)),
                    visible_from,
                ),
                people,
            )
        return [[_open(row, names) for row in rows] for rows, names in parts]


def search(
    reader: Reader,
    why: str,
    kind: str,
    looked_for: str,
    found: Collection[Subject],
    *,
    reference: str = "",
    visible_from: dt.date | None = None,
) -> None:
    """Note that staff looked for a person by something typed (of a `kind` such as `email`).

    Whoever was found gets a receipt; of what was typed only a keyed hash is kept, also on a miss.
    Raises NotPermitted for a purpose that is not the reader's work.
    """
    _must_be_work(reader, why, reference, ())
    reading = Reading(reader.subject_id, reader.office, why, reference, [kind], Manner.SEARCH, visible_from)
    typed = lookup_hash(f"search {kind}", looked_for)
    leave(reading, {person.pk: person for person in found}, looked_for=typed)


@dataclass(frozen=True)
class Owner:
    """Somebody who has shown that what is kept under these Subjects is theirs.

    Made where that was shown, and only there: by signing in (`accounts.members.subjects.owner`) or
    with a secret (`by_secret`).
    """

    subjects: frozenset[uuid.UUID]


def by_secret(subject: Subject, given: str, kept: str) -> Owner:
    """The door for who has no account: what they gave must be what is kept of the secret.

    Raises NotPermitted when it is not.
    """
    if not kept or not hmac.compare_digest(given.encode(), kept.encode()):
        raise NotPermitted(_("Number and secret do not belong together. Check both against our e-mail."))
    return Owner(frozenset({subject.pk}))


def own(owner: Owner, row: models.Model, fields: Sequence[str]) -> dict[str, str]:
    """The person reads their own. Raises NotPermitted when the row is another's."""
    if any(person.pk not in owner.subjects for person in _subjects(row, fields)):
        raise NotPermitted("This belongs to somebody else.")
    return _open(row, fields)


def deliver(row: models.Model, fields: Sequence[str]) -> dict[str, str]:
    """The system opens what it is about to send to the person, or must compute with for them."""
    return _open(row, fields)


def _must_be_work(reader: Reader, why: str, reference: str, rows: Sequence[models.Model]) -> None:
    rule = RULES.get(why)
    if rule is None:
        raise NotPermitted(_("Choose the purpose for which you read this."))
    if not rule(reader, reference, rows):
        raise NotPermitted(_("This is not yours to read for that purpose."))


def _manner(reader: Reader, people: int) -> Manner:
    if reader.by_command:
        return Manner.COMMAND
    return Manner.LIST if people > 1 else Manner.READ


def _fetch_people(rows: Sequence[models.Model], fields: Iterable[str]) -> None:
    """Load the Subjects of a list with a query a step, not a query a row."""
    kinds: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        kinds.setdefault(type(row), []).append(row)
    for same in kinds.values():
        for path in {_path(same[0], name) for name in fields}:
            models.prefetch_related_objects(same, path.replace(".", "__"))


def _subjects(row: models.Model, fields: Iterable[str]) -> set[Subject]:
    found = set()
    for path in {_path(row, name) for name in fields}:
        person: object = row
        for step in path.split("."):
            person = getattr(person, step)
        assert isinstance(person, Subject)
        found.add(person)
    return found


def _path(row: models.Model, name: str) -> str:
    """The way from the row to the person whose field this is. Raises TypeError when there is none."""
    kept = row._meta.get_field(name)
    if isinstance(kept, SealedTextField):
        return kept.subject_path
    for path in PATHS:
        if path.split(".")[0] in {other.name for other in row._meta.get_fields()}:
            return path
    raise TypeError(f"{row._meta.label} does not lead to a person")


def _open(row: models.Model, fields: Iterable[str]) -> dict[str, str]:
    opened = {}
    for name in fields:
        kept, value = row._meta.get_field(name), getattr(row, name)
        if not isinstance(kept, SealedTextField):
            opened[name] = "" if value is None else getattr(value, "isoformat", value.__str__)()
            continue
        try:
            opened[name] = open_sealed(value, kept.subject_of(row))
        except Erased:
            opened[name] = ""
    return opened
