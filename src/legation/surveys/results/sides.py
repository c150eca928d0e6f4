"""What a selection asks of each question, and of the days: how it parts everybody, and who is meant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product
from operator import and_, or_

from legation.questions.definition import Kind
from legation.surveys.packing import CHOSEN
from legation.surveys.results.counting import Sheet
from legation.surveys.results.partitions import Partition, may_stay_open, partitions
from legation.surveys.results.selecting import Selection, spans
from legation.surveys.results.suppression import SMALLEST

MOST_OPTIONS = 4  # of a question with several answers that a selection takes apart


@dataclass(frozen=True)
class Side:
    """The groups into which it parts everybody (masks), and which of them are `wanted`.

    `partition` where it is just one; none for the days, and for several answers to one question, which are
    its `options` then.
    """

    masks: tuple[int, ...]
    wanted: tuple[bool, ...]
    partition: Partition | None
    options: tuple[Partition, ...] = ()

    @property
    def meant(self) -> int:
        """The mask of those who are wanted."""
        chosen = (mask for mask, wanted in zip(self.masks, self.wanted, strict=True) if wanted)
        return reduce(or_, chosen, 0)


def sides_of(sheet: Sheet, selection: Selection, *, anonymous: bool) -> list[Side]:
    """One side for each question that the selection filters by, the days first."""
    found = [_days(sheet, selection, anonymous=anonymous)] if selection.first or selection.last else []
    of_question: dict[str, list[Partition]] = {}
    for partition in partitions(sheet.definition):
        key = partition.question.id if partition.question.kind is Kind.MANY else partition.key
        if key in selection.wanted:
            of_question.setdefault(key, []).append(partition)
    for key, parts in of_question.items():
        wanted = selection.wanted[key]
        if parts[0].question.kind is Kind.MANY:
            chosen = [part for part in parts if part.part in wanted]
            found += [_options(sheet, chosen)] if chosen else []
        else:
            found.append(_values(sheet, parts[0], wanted))
    return found


def _values(sheet: Sheet, partition: Partition, wanted: frozenset[str]) -> Side:
    masks = tuple(partition.groups(sheet))
    return Side(masks, tuple(value in wanted for value in partition.values), partition)


def _options(sheet: Sheet, chosen: Sequence[Partition]) -> Side:
    """Whoever chose one of these answers. Of many, only whether anybody is meant is told apart."""
    if len(chosen) == 1:
        return _values(sheet, chosen[0], frozenset({CHOSEN}))
    with_it = [part.groups(sheet)[0] for part in chosen]
    if len(chosen) > MOST_OPTIONS:
        meant = reduce(or_, with_it)
        return Side((meant, sheet.everybody ^ meant), (True, False), None, tuple(chosen))
    question = chosen[0].question
    all_asked = not may_stay_open(sheet.definition, question) and len(chosen) == len(question.choices)
    masks, wanted = [], []
    for pattern in product((True, False), repeat=len(with_it)):
        each = (
            mask if chose else sheet.everybody ^ mask for mask, chose in zip(with_it, pattern, strict=True)
        )
        those = reduce(and_, each)
        if any(pattern) or those or not all_asked:  # else anybody knows that there can be none
            masks.append(those)
            wanted.append(any(pattern))
    return Side(tuple(masks), tuple(wanted), None, tuple(chosen))


def _days(sheet: Sheet, selection: Selection, *, anonymous: bool) -> Side:
    """Of an anonymous survey the stretches that lie within the days asked for, at least in part."""
    first, last = selection.first or dt.date.min, selection.last or dt.date.max
    if not anonymous:
        meant = sheet.of_days(first, last)
        return Side((meant, sheet.everybody ^ meant), (True, False), None)
    stretches = spans(sheet, smallest=SMALLEST)
    return Side(
        tuple(sheet.of_days(start, end) for start, end in stretches),
        tuple(start <= last and end >= first for start, end in stretches),
        None,
    )
