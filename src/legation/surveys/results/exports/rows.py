"""The answers of a survey as rows: what was chosen, and where asked for what was written."""

from __future__ import annotations

import enum
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from legation.privacy import gateway
from legation.questions.definition import Answer, Definition, Kind, Question
from legation.surveys.models import AnonymousAnswer, NamedAnswer, Survey
from legation.surveys.packing import COUNTED
from legation.surveys.results.exports.kept import Kept
from legation.surveys.results.permissions import EXPORT
from legation.surveys.results.suppression import SMALLEST

BATCH = 500
DAY = "day"  # the first column of every export
shuffler = random.SystemRandom()


class Texts(enum.StrEnum):
    """Which free texts an export has."""

    NONE = "none"
    SHOWN = "shown"
    ALL = "all"


TEXTS = {
    Texts.NONE: _("No free texts"),
    Texts.SHOWN: _("Those that a moderator let stand"),
    Texts.ALL: _("All, as they were written"),
}


@dataclass(frozen=True)
class Field:
    """One column: the `part` is an answer of many, a row of a matrix or a place of a ranking."""

    name: str
    question: Question
    part: str = ""

    def of(self, answers: dict[str, Answer]) -> str | int | None:
        """What an answer says in this column; None for nothing."""
        given = answers.get(self.question.id)
        kind = self.question.kind
        if given is None or given == "":
            return None
        if kind is Kind.MANY:
            return int(isinstance(given, list) and self.part in given)
        if kind is Kind.MATRIX:
            return _plain(given.get(self.part)) if isinstance(given, dict) else None
        if kind is Kind.RANKING:
            placed = [str(each) for each in given] if isinstance(given, list) else []
            return placed.index(self.part) + 1 if self.part in placed else None
        return _plain(given)


@dataclass(frozen=True)
class Source:
    """What is exported: to whom the texts are opened, and which."""

    survey: Survey
    reader: gateway.Reader
    texts: Texts = Texts.NONE

    @property
    def fields(self) -> list[Field]:
        """The columns beside the day."""
        return fields(self.survey.form.definition, texts=self.texts is not Texts.NONE)

    def rows(self) -> Iterator[list[str | int | None]]:
        """The day and each column, answer by answer. Memory does not grow with their number.

        Of an anonymous survey the texts come afterwards, each on a line of its own and in another random order:
        who is known by what they wrote is not known by what they chose.
        """
        if self.survey.anonymous:
            yield from self._chosen()
            if self.texts is not Texts.NONE:
                yield from self._texts_alone()
            return
        columns = self.fields
        for batch in _batches(self.survey):
            written = self._written(batch)
            for answer, words in zip(batch, written, strict=True):
                both: dict[str, Answer] = {**answer.choices, **words}
                assert isinstance(answer, NamedAnswer)
                day = answer.received_at.date().isoformat()
                yield [day, *(column.of(both) for column in columns)]

    def _chosen(self) -> Iterator[list[str | int | None]]:
        """What was chosen, without what only few chose."""
        columns = self.fields
        days, kept = days_of(self.survey), Kept(self.survey)
        for batch in _batches(self.survey):
            for answer in batch:
                assert isinstance(answer, AnonymousAnswer)
                told = kept.of(answer.choices)
                shown = answer.day.isoformat() if answer.day in days else None
                yield [
                    shown,
                    *(
                        None if kept.hides(column.question, column.part) else column.of(told)
                        for column in columns
                    ),
                ]

    def _texts_alone(self) -> Iterator[list[str | int | None]]:
        columns = self.fields
        name = self._name
        rows = self.survey.answers.exclude(**{name: None})
        # A sealed text begins with random bytes: their order has nothing to do with that of the answers.
        found = rows.order_by(name).iterator(chunk_size=BATCH)
        while batch := [*islice(found, BATCH)]:
            lines: list[list[str | int | None]] = []
            for words in self._written(batch):
                for question, text in words.items():
                    lines.append([None, *(column.of({question: text}) for column in columns)])
            shuffler.shuffle(lines)
            yield from lines

    @property
    def _name(self) -> str:
        return "words" if self.texts is Texts.ALL else "shown_words"

    def _written(self, batch: Sequence[AnonymousAnswer | NamedAnswer]) -> list[dict[str, Answer]]:
        if self.texts is Texts.NONE:
            return [{} for _row in batch]
        rows = [row for row in batch if getattr(row, self._name)]
        opened = (
            gateway.read(self.reader, EXPORT, rows, [self._name], reference=self.survey.slug) if rows else []
        )
        texts = {
            row.pk: json.loads(each[self._name])
            for row, each in zip(rows, opened, strict=True)
            if each[self._name]
        }
        return [texts.get(row.pk, {}) for row in batch]


def fields(definition: Definition, *, texts: bool) -> list[Field]:
    """The columns that answers to this form have, `texts` with what is not chosen from a list. No two have one
    name, nor has one that of the day on which an answer came."""
    found: list[Field] = []
    for question in definition:
        name = question.id.replace("-", "_")
        if question.kind is Kind.MATRIX:
            parts = [row.value for row in question.rows]
        elif question.kind in (Kind.MANY, Kind.RANKING):
            parts = [choice.value for choice in question.choices]
        elif question.kind in COUNTED or texts:
            found.append(Field(name, question))
            continue
        else:
            continue
        found += [Field(f"{name}__{part.replace('-', '_')}", question, part) for part in parts]
    taken, apart = {DAY}, []
    for column in found:
        name = column.name
        while name in taken:
            name = f"{name}_2"
        taken.add(name)
        apart.append(replace(column, name=name))
    return apart


def days_of(survey: Survey) -> set[object]:
    """The days on which at least ten answers came: of others an anonymous export does not tell the day."""
    counted = survey.answers.values("day").annotate(number=Count("pk")).filter(number__gte=SMALLEST)
    return set(counted.values_list("day", flat=True))


def _batches(survey: Survey) -> Iterator[list[AnonymousAnswer | NamedAnswer]]:
    """By key. Of an anonymous answer it is random, so that the order tells nothing."""
    last = -1
    while True:
        batch: list[AnonymousAnswer | NamedAnswer] = []
        if survey.anonymous:
            rows = survey.answers.filter(pk__gt=last)  # each has this survey and its seal at hand
            batch.extend(rows.order_by("pk")[:BATCH])
        else:
            named = survey.named.select_related("subject").filter(pk__gt=last)
            batch.extend(named.order_by("pk")[:BATCH])
        if not batch:
            return
        last = batch[-1].pk
        yield batch


def _plain(given: object) -> str | int | None:
    if given is None or isinstance(given, int):
        return given
    if isinstance(given, dict):
        return ", ".join(str(line) for line in given.values())
    return ", ".join(str(each) for each in given) if isinstance(given, list) else str(given)
