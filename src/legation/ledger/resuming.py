"""Continuing the log after a loss: an operator answers for it. Who that may be is filled in by the package
of accounts."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from legation.ledger import batches
from legation.ledger.models import LedgerRecord

Identify = Callable[[str, str], uuid.UUID | None]
_identify: list[Identify] = []


def know(identify: Identify) -> None:
    """Fill the port, once, while Django starts: the account behind an operator's name, None while there is
    no operator; it raises NotPermitted for anybody else."""
    _identify[:] = [identify]


def resume(operator: str, reason: str) -> LedgerRecord:
    """Continue the log with a record that names what is missing, why, and who says so. Raises NotPermitted
    for somebody who is no operator, Conflict where name or reason is left out."""
    actor = _identify[0](operator, reason)
    return batches.note_restored(reason, actor=actor, operator=operator.strip())
