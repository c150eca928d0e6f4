"""What can be wrong with the record, by name: the kind of tampering and which records."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The ways to rewrite a record, told apart by what they leave behind."""

    EDITED = "edited"
    INSERTED = "inserted"
    DELETED = "deleted"
    MOVED = "moved"
    ROLLED_BACK = "rolled back"
    LOG_TRUNCATED = "log truncated"
    LOG_CHANGED = "log changed"
    REWRITTEN = "rewritten"
    BAD_HEAD = "head not signed here"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with the records `first` to `last`, where these can be told. `sentence` is
    in English, for operators and the register; it names no person."""

    kind: Kind
    sentence: str
    first: int | None = None
    last: int | None = None

    def __str__(self) -> str:
        return self.sentence


def records(first: int, last: int) -> str:
    """`Record 4 is`, or `Records 4 to 9 are`, to begin a sentence with."""
    return f"Record {first} is" if first == last else f"Records {first} to {last} are"
