"""What staff look at: whose answers (by options and days), and which two questions against each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from legation.questions.definition import Definition, Kind
from legation.surveys.packing import CHOSEN
from legation.surveys.results.counting import Sheet
from legation.surveys.results.partitions import Partition, name, partitions

MOST_SPANS = 12


@dataclass(frozen=True)
class Selection:
    """`wanted`: for each question the options of which one must have been given. Days count from `first`
    to `last`. `rows` and `columns` are the axes of a cross-table; empty for none."""

    wanted: Mapping[str, frozenset[str]] = field(default_factory=dict)
    first: dt.date | None = None
    last: dt.date | None = None
    rows: str = ""
    columns: str = ""

    @property
    def filters(self) -> bool:
        """Whether it leaves anybody out."""
        return bool(self.wanted or self.first or self.last)


@dataclass(frozen=True)
class Axis:
    """One side of a cross-table: `lines` are a group each, of a partition of its own where a person can be
    in several."""

    key: str
    label: str
    lines: tuple[tuple[Partition, str], ...]


def axes(definition: Definition) -> dict[str, Axis]:
    """What can be set against each other and filtered by, by key."""
    found: dict[str, Axis] = {}
    for partition in partitions(definition):
        question = partition.question
        if question.kind is Kind.MANY:
            lines = found[question.id].lines if question.id in found else ()
            found[question.id] = Axis(question.id, str(question.label), (*lines, (partition, CHOSEN)))
        else:
            lines = tuple((partition, value) for value in partition.values)
            found[partition.key] = Axis(partition.key, name(partition), lines)
    return found


def line_value(partition: Partition, value: str) -> str:
    """How a line is named in an address: by the option, whichever kind the question is."""
    return partition.part if partition.question.kind is Kind.MANY else value


def spans(sheet: Sheet, *, smallest: int) -> list[tuple[dt.date, dt.date]]:
    """The stretches of days between which an anonymous survey is filtered: days, weeks or months, so that
    there are not many, and each with at least `smallest` answers."""
    for length in (_day, _week, _month, _year):
        found = _joined(sheet, length, smallest)
        if len(found) <= MOST_SPANS:
            return found
    return found


def _joined(
    sheet: Sheet, length: Callable[[dt.date], tuple[int, ...]], smallest: int
) -> list[tuple[dt.date, dt.date]]:
    found: list[tuple[dt.date, dt.date, int]] = []
    for day, count in sheet.days:
        if found and (length(found[-1][1]) == length(day) or found[-1][2] < smallest):
            found[-1] = (found[-1][0], day, found[-1][2] + count)
        else:
            found.append((day, day, count))
    if len(found) > 1 and found[-1][2] < smallest:
        last = found.pop()
        found[-1] = (found[-1][0], last[1], found[-1][2] + last[2])
    return [(first, last) for first, last, _count in found]


def _day(day: dt.date) -> tuple[int, ...]:
    return (day.toordinal(),)


def _week(day: dt.date) -> tuple[int, ...]:
    return tuple(day.isocalendar()[:2])


def _month(day: dt.date) -> tuple[int, ...]:
    return (day.year, day.month)


def _year(day: dt.date) -> tuple[int, ...]:
    return (day.year,)
