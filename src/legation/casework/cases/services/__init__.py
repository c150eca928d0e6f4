"""The steps of a case. Each checks, acts, records and queues its mail in one transaction."""

from legation.casework.cases.services.handling import (
    approve_reply,
    ask,
    assign,
    close,
    note,
    propose_reply,
    reject,
    return_reply,
)
from legation.casework.cases.services.opening import Opening, confirm, expire_unconfirmed, open_case
from legation.casework.cases.services.person import rate, reopen, supplement, withdraw
from legation.casework.cases.services.reaching import mark_contact
from legation.casework.cases.services.releasing import release_cases
from legation.casework.cases.services.steps import announce

__all__ = [
    "Opening",
    "announce",
    "approve_reply",
    "ask",
    "assign",
    "close",
    "confirm",
    "expire_unconfirmed",
    "mark_contact",
    "note",
    "open_case",
    "propose_reply",
    "rate",
    "reject",
    "release_cases",
    "reopen",
    "return_reply",
    "supplement",
    "withdraw",
]
