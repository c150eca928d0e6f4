"""The steps of a case. Each checks, acts, records and queues its mail in one transaction."""

from legation.casework.cases.services.alarms import raise_alarms
from legation.casework.cases.services.extending import extend, grant_extension, refuse_extension
from legation.casework.cases.services.guarding import (
    declare_interest,
    guard,
    has_declared,
    name_reader,
    prioritise,
    refused,
)
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
from legation.casework.cases.services.merging import merge, unmerge
from legation.casework.cases.services.moving import move
from legation.casework.cases.services.opening import Opening, confirm, expire_unconfirmed, open_case
from legation.casework.cases.services.person import rate, reopen, supplement, withdraw
from legation.casework.cases.services.reaching import mark_contact
from legation.casework.cases.services.releasing import release_cases
from legation.casework.cases.services.steps import announce
from legation.casework.cases.services.transferring import (
    Destination,
    decide_transfer,
    drop_transfer,
    offer_transfer,
    send_on,
)
from legation.casework.cases.services.units import Question, answer_part, drop_part, open_parts, put
from legation.casework.cases.services.waiting import consult, inform

__all__ = [
    "Destination",
    "Opening",
    "Question",
    "announce",
    "answer_part",
    "approve_reply",
    "ask",
    "assign",
    "close",
    "confirm",
    "consult",
    "decide_transfer",
    "declare_interest",
    "drop_part",
    "drop_transfer",
    "expire_unconfirmed",
    "extend",
    "grant_extension",
    "guard",
    "has_declared",
    "inform",
    "mark_contact",
    "merge",
    "move",
    "name_reader",
    "note",
    "offer_transfer",
    "open_case",
    "open_parts",
    "prioritise",
    "propose_reply",
    "put",
    "raise_alarms",
    "rate",
    "refuse_extension",
    "refused",
    "reject",
    "release_cases",
    "reopen",
    "return_reply",
    "send_on",
    "supplement",
    "unmerge",
    "withdraw",
]
