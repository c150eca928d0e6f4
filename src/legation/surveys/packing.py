"""The answers from a list, packed into one short word of fixed length, so that a million are counted fast.

Each column of the word is one sign: what was chosen from one list. A question with several answers has
a column for each of them, a matrix for each row, a ranking for each thing that is ranked (its place).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from legation.kernel.errors import LegationError
from legation.questions.definition import Answer, Definition, Kind, Question
from legation.questions.kinds import CLOSED
from legation.surveys.numbers import class_of, classes_of

NOTHING = "."
CHOSEN, LEFT = "1", "0"
UNPLACED = "0"
# What is counted: answers from a list, and numbers in classes. Everything else is written in own words.
COUNTED = (*CLOSED, Kind.NUMBER)
# One byte each in Latin-1, so that a column is a slice of bytes.
SIGNS = "".join(map(chr, [*range(ord("0"), 127), *range(161, 173), *range(174, 256)]))


@dataclass(frozen=True)
class Column:
    """One column: the `place` of its sign in the word, and the value that each of `SIGNS` stands for.

    `part` is the answer, row or thing to which it belongs; empty where the question has one column.
    """

    question: Question
    part: str
    place: int
    values: tuple[str, ...]

    def sign(self, value: object) -> str:
        """How a value is written; no answer, and what the list does not have, as nothing."""
        text = str(value)
        return SIGNS[self.values.index(text)] if value is not None and text in self.values else NOTHING


def columns(definition: Definition) -> tuple[Column, ...]:
    """The columns of this form, in order. Raises LegationError for a list that is too long to count."""
    found: list[Column] = []
    for question in definition:
        for part, values in _parts(question):
            if len(values) > len(SIGNS):
                raise LegationError(
                    _("“%(question)s” offers more answers than can be counted: %(most)s are the most.")
                    % {"question": question.label, "most": len(SIGNS)}
                )
            found.append(Column(question, part, len(found), values))
    return tuple(found)


def pack(definition: Definition, choices: Mapping[str, Answer]) -> str:
    """The word for these answers. Its length is the same for all answers to one version of a form."""
    return "".join(
        column.sign(_given(column, choices.get(column.question.id))) for column in columns(definition)
    )


def _parts(question: Question) -> list[tuple[str, tuple[str, ...]]]:
    listed = tuple(choice.value for choice in question.choices)
    marks = tuple(str(mark) for mark in question.marks)
    if question.kind is Kind.CHOICE:
        return [("", listed)]
    if question.kind in (Kind.SCALE, Kind.NPS, Kind.NUMBER):
        return [("", marks or tuple(each.value for each in classes_of(question)))]
    if question.kind is Kind.MANY:
        return [(value, (LEFT, CHOSEN)) for value in listed]
    if question.kind is Kind.MATRIX:
        return [(row.value, listed or marks) for row in question.rows]
    if question.kind is Kind.RANKING:
        places = tuple(str(place) for place in range(1, question.places + 1))
        return [(value, (UNPLACED, *places)) for value in listed]
    return []


def _given(column: Column, answer: Answer | None) -> object:
    """What the answer says of the column; None where the question was not answered."""
    kind = column.question.kind
    if answer in (None, "", [], {}):
        return None
    if kind is Kind.MANY:
        return CHOSEN if isinstance(answer, list) and column.part in answer else LEFT
    if kind is Kind.NUMBER:
        return class_of(column.question, answer)
    if kind is Kind.MATRIX:
        return answer.get(column.part) if isinstance(answer, dict) else None
    if kind is Kind.RANKING and isinstance(answer, list):
        placed = [str(each) for each in answer]
        return placed.index(column.part) + 1 if column.part in placed else UNPLACED
    return answer
