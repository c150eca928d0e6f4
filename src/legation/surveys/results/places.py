"""Of a ranking, which place each thing was given how often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from legation.questions.definition import Question
from legation.surveys.packing import UNPLACED, columns
from legation.surveys.results.counting import Sheet
from legation.surveys.results.suppression import SMALLEST, Place, protect


@dataclass(frozen=True)
class Places:
    """For each thing (its value) how often it had the first place, the second, and so on; None: hidden."""

    question: Question
    counts: Sequence[tuple[str, Sequence[int | None]]]

    def average(self, value: str) -> float | None:
        """The place that a thing has on average, of those who gave it one."""
        counts = dict(self.counts)[value]
        known = [count for count in counts if count is not None]
        if len(known) < len(counts) or not sum(known):
            return None
        return sum(place * count for place, count in enumerate(known, start=1)) / sum(known)


def places(sheet: Sheet, question: Question, among: int) -> Places:
    """The places in all answers of a group (a mask)."""
    found = []
    for column in columns(sheet.definition):
        if column.question.id == question.id:
            signs = [column.sign(value) for value in column.values if value != UNPLACED]
            counts = [(sheet.those(column.place, sign) & among).bit_count() for sign in signs]
            found.append((column.part, counts))
    return Places(question, found)


def hidden_places(found: Places, asked: int) -> set[Place] | None:
    """Which figures of the table (thing, place) are hidden, of as many people as were `asked`. Everybody who
    answered gave every place, so that all its sums are their number; None where that is not told."""
    table = [[count or 0 for count in counts] for _value, counts in found.counts]
    answered = sum(line[0] for line in table)
    left_open = asked - answered
    if answered < SMALLEST or (left_open < SMALLEST and (left_open or not found.question.required)):
        return None
    if found.question.places < len(table):
        table = [[*line, answered - sum(line)] for line in table]  # those who gave it no place
    return protect(table)


def shown_places(found: Places, asked: int) -> Places:
    """With None for what is hidden."""
    hidden = hidden_places(found, asked)
    return Places(
        found.question,
        [
            (
                value,
                [
                    None if hidden is None or (line, place) in hidden else count
                    for place, count in enumerate(counts)
                ],
            )
            for line, (value, counts) in enumerate(found.counts)
        ],
    )
