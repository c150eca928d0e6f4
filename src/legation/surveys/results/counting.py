"""Counting packed answers without opening one: columns of bytes, and groups as masks over them.

Who gave an answer is one whole number with a bit for each person: a million of them are 125 kB, which the
processor joins and counts in a twentieth of a millisecond, so that no answer is handled by itself. See
`packing` for how the words are made.
"""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass, field
from functools import cached_property

from django.db import connection
from django.db.models import QuerySet

from legation.questions.definition import Definition
from legation.surveys.models import AnonymousAnswer, NamedAnswer, Survey
from legation.surveys.packing import Column, columns, pack

# Of a day, its answers packed one after the other. A named answer's day is that of Greenwich: cutting a
# text is a hundred times faster than asking for the zone of each moment.
DAYS = {
    ("sqlite", True): "day",
    ("postgresql", True): "day",
    ("sqlite", False): "substr(received_at, 1, 10)",
    ("postgresql", False): "(received_at AT TIME ZONE 'UTC')::date",
}
JOINED = {"sqlite": "group_concat(code, '')", "postgresql": "string_agg(code, '')"}

_remembered: dict[tuple[object, ...], Sheet] = {}
_lock = threading.Lock()


@dataclass(frozen=True)
class Sheet:
    """All answers of a survey, day after day; within a day in no order that means anything."""

    definition: Definition
    days: tuple[tuple[dt.date, int], ...]
    data: bytes = field(repr=False)
    _known: dict[tuple[int, str], int] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns of its words."""
        return columns(self.definition)

    @cached_property
    def count(self) -> int:
        """How many answers there are."""
        return sum(number for _day, number in self.days)

    def those(self, place: int, signs: str) -> int:
        """The mask of those whose sign in this column is one of `signs`."""
        if (place, signs) not in self._known:
            column = self.data[place :: len(self.columns)]
            self._known[place, signs] = int(column.translate(_table(signs)) or b"0", 2)
        return self._known[place, signs]

    def of_days(self, first: dt.date, last: dt.date) -> int:
        """The mask of those who answered on these days."""
        before = sum(number for day, number in self.days if day < first)
        meant = sum(number for day, number in self.days if first <= day <= last)
        return ((1 << meant) - 1) << (self.count - before - meant)

    @cached_property
    def everybody(self) -> int:
        """The mask of all."""
        return (1 << self.count) - 1


def current(survey: Survey) -> Sheet:
    """The answers that are counted now; those read last are remembered until there are more."""
    count = survey.settled if survey.anonymous else survey.named.count()
    key = (survey.seal_id, survey.form_id, count, survey.anonymous)
    with _lock:
        if key not in _remembered:
            _remembered.clear()  # one survey at a time: a million answers are a few dozen megabytes
            _remembered[key] = load(survey)
        return _remembered[key]


def forget() -> None:
    """Read anew next time."""
    with _lock:
        _remembered.clear()


def load(survey: Survey) -> Sheet:
    """The answers that are counted now, read anew."""
    definition = survey.form.definition
    width = len(columns(definition))
    days: list[tuple[dt.date, int]] = []
    pieces: list[bytes] = []
    for day, number, joined in _by_day(survey):
        data = joined.encode("latin-1")
        if len(data) != number * width:  # written before answers were packed
            data = _anew(survey, definition, day)
        days.append((day, number))
        pieces.append(data)
    return Sheet(definition, tuple(days), b"".join(pieces))


def _by_day(survey: Survey) -> list[tuple[dt.date, int, str]]:
    model = AnonymousAnswer if survey.anonymous else NamedAnswer
    day = DAYS[connection.vendor, survey.anonymous]
    sql = (
        f"SELECT {day}, count(*), {JOINED[connection.vendor]} FROM {model._meta.db_table}"  # noqa: S608  # constants
        f" WHERE survey_id = %s GROUP BY {day} ORDER BY {day}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [survey.pk])
        return [(_day(found), number, joined or "") for found, number, joined in cursor.fetchall()]


def _anew(survey: Survey, definition: Definition, day: dt.date) -> bytes:
    rows: QuerySet[AnonymousAnswer] | QuerySet[NamedAnswer]
    if survey.anonymous:
        rows = survey.answers.filter(day=day)
    else:
        start = dt.datetime.combine(day, dt.time(), dt.UTC)
        rows = survey.named.filter(received_at__gte=start, received_at__lt=start + dt.timedelta(days=1))
    words = (pack(definition, choices) for choices in rows.values_list("choices", flat=True).iterator())
    return "".join(words).encode("latin-1")


def _day(found: object) -> dt.date:
    return found if isinstance(found, dt.date) else dt.date.fromisoformat(str(found)[:10])


def _table(signs: str) -> bytes:
    return bytes(ord("1") if chr(byte) in signs else ord("0") for byte in range(256))
