"""What an answer can be, in the shape in which it is stored as JSON.

An address is a mapping of its lines. A repeating step is answered by its entries: each holds the
answers to the questions of the step and, under `ENTRY`, the short name that tells it from the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Union

ENTRY = "#"

# Written with Union, which a type that names itself needs.
Answer = Union[str, int, bool, list[str], dict[str, str], list["Entry"]]  # noqa: UP007
Entry = dict[str, Answer]
Answers = Mapping[str, Answer]


def entries(answers: Answers, step: str) -> list[Entry]:
    """The entries of a repeating step, in the order in which they were added."""
    given = answers.get(step)
    if not isinstance(given, list):
        return []
    return [entry for entry in given if isinstance(entry, dict)]


def entry_id(entry: Answers) -> str:
    """The short name of an entry."""
    return str(entry.get(ENTRY, ""))


class Where(NamedTuple):
    """Where answers stand: in the form itself, or in one entry of a repeating step."""

    step: str = ""
    entry: str = ""

    def file(self, question: str) -> str:
        """How a file names the question that it answers here."""
        return f"{self.step}.{self.entry}.{question}" if self.entry else question

    def find(self, answers: Answers) -> Answers:
        """The answers given here."""
        if not self.entry:
            return answers
        found = (entry for entry in entries(answers, self.step) if entry_id(entry) == self.entry)
        return next(found, {})


HERE = Where()
