"""Who works on the command line with what is kept of people, and why.

The ledger names operator and purpose before anything is opened. A powerful command needs a second
person, and both prove themselves with the code of their second factor. Who exists and what proves
them is filled in by the package of accounts.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from legation.kernel.errors import NotPermitted
from legation.ledger.models import LedgerRecord
from legation.ledger.services import Act, record
from legation.privacy import gateway

_at_work: ContextVar[uuid.UUID | None] = ContextVar("operator", default=None)


def _is_operating(reader: gateway.Reader, _reference: str, _rows: object) -> bool:
    return reader.by_command and reader.subject_id == _at_work.get()


REPAIR = gateway.purpose("operator.repair", _("to repair a fault of the site"), may=_is_operating)
RIGHTS = gateway.purpose("operator.rights", _("to do what you asked for"), may=_is_operating)
AUDIT = gateway.purpose("operator.audit", _("to check that the rules are kept"), may=_is_operating)
MANAGE = gateway.purpose("operator.manage", _("to manage the accounts of staff"), may=_is_operating)
CHOICES = (REPAIR, RIGHTS, AUDIT, MANAGE)


@dataclass(frozen=True)
class People:
    """The port to accounts: `find` an operator by address, `prove` them by the code of their factor,
    and whether there are `any` who could be asked at all."""

    find: Callable[[str], uuid.UUID | None]
    prove: Callable[[str, str], bool]
    any: Callable[[], bool]


_people: list[People] = []


def know(people: People) -> None:
    """Fill the port, once, while Django starts."""
    _people[:] = [people]


@dataclass(frozen=True)
class Proof:
    """An operator, by address, and the present code of their second factor."""

    name: str
    code: str = ""


@contextlib.contextmanager
def operating(
    command: str, operator: Proof, why: str, *, second: Proof | None = None, powerful: bool = False
) -> Iterator[gateway.Reader]:
    """Everything in the block is done by this operator for this purpose (one of `CHOICES`).

    The record is written before the block begins, and how it ended after it. What is opened through
    the gateway with the reader that this gives leaves receipts as a read of staff does. Raises
    NotPermitted for somebody unknown, for another purpose, and for a powerful command without two.
    """
    actor, witness = _identified(operator, why, second, powerful=powerful)
    row = record(
        Act(
            "operator.command",
            actor=actor,
            about=(witness,) if witness else (),
            reason=why,
            detail={"command": command, "second": str(witness) if witness else None},
        )
    )
    token = _at_work.set(actor)
    try:
        yield gateway.Reader(actor or uuid.UUID(int=0), by_command=True)
    except BaseException:
        _ended(row, actor, "failed")
        raise
    finally:
        _at_work.reset(token)
    _ended(row, actor, "done")


def _identified(
    operator: Proof, why: str, second: Proof | None, *, powerful: bool
) -> tuple[uuid.UUID | None, uuid.UUID | None]:
    if why not in CHOICES:
        raise NotPermitted(f"Name a purpose: {', '.join(CHOICES)}.")
    people = _people[0]
    if not people.any():
        return None, None  # a new installation: there is nobody yet who could be asked
    actor = _found(people, operator, powerful=powerful)
    if not powerful:
        return actor, None
    if second is None:
        raise NotPermitted("This command needs two people: name the second one.")
    witness = _found(people, second, powerful=True)
    if witness == actor:
        raise NotPermitted("The second person must be somebody else.")
    return actor, witness


def _found(people: People, who: Proof, *, powerful: bool) -> uuid.UUID:
    person = people.find(who.name)
    if person is None or (powerful and not people.prove(who.name, who.code)):
        raise NotPermitted(f"{who.name or 'Nobody'} may not operate this site, or the code is wrong.")
    return person


def _ended(row: LedgerRecord, actor: uuid.UUID | None, outcome: str) -> None:
    record(Act("operator.command-ended", actor=actor, detail={"record": row.pk, "outcome": outcome}))
