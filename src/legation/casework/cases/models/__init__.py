"""A case, its timeline and answers, and what its life leaves beside them."""

from legation.casework.cases.models.case import (
    ENDED,
    RUNNING,
    Case,
    CaseQuerySet,
    Ground,
    Kind,
    Matter,
    Priority,
    Rating,
    State,
)
from legation.casework.cases.models.handling import (
    Alarm,
    Extension,
    Fingerprint,
    Interest,
    Merge,
    NamedReader,
    Part,
    Transfer,
)
from legation.casework.cases.models.timeline import CaseEntry, Event, Outcome, Reply

__all__ = [
    "ENDED",
    "RUNNING",
    "Alarm",
    "Case",
    "CaseEntry",
    "CaseQuerySet",
    "Event",
    "Extension",
    "Fingerprint",
    "Ground",
    "Interest",
    "Kind",
    "Matter",
    "Merge",
    "NamedReader",
    "Outcome",
    "Part",
    "Priority",
    "Rating",
    "Reply",
    "State",
    "Transfer",
]
