"""Of a ranking, which place each thing was given how often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from legation.questions.definition import Question
from legation.surveys.packing import UNPLACED, columns
from legation.surveys.results.counting import Sheet


@dataclass(frozen=True)
class Places:
    """For each thing (its value) how often it had the first place, the second, and so on."""

    question: Question
    counts: Sequence[tuple[str, list[int]]]

    def average(self, value: str) -> float | None:
        """The place that a thing has on average, of those who gave it one."""
        counts = dict(self.counts)[value]
        given = sum(counts)
        return sum(place * count for place, count in enumerate(counts, start=1)) / given if given else None


def places(sheet: Sheet, question: Question, among: int) -> Places:
    """The places in all answers of a group (a mask)."""
    found = []
    for column in columns(sheet.definition):
        if column.question.id == question.id:
            signs = [column.sign(value) for value in column.values if value != UNPLACED]
            counts = [(sheet.those(column.place, sign) & among).bit_count() for sign in signs]
            found.append((column.part, counts))
    return Places(question, found)
