"""How a question parts those who answered: into groups of which everybody is in exactly one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.utils.translation import gettext as _

from legation.questions.definition import Definition, Kind, Question
from legation.questions.fields.together import mark_shown
from legation.questions.kinds import MOST_LIKELY
from legation.surveys.numbers import classes_of
from legation.surveys.packing import CHOSEN, LEFT, NOTHING, SIGNS, Column, columns
from legation.surveys.results.counting import Sheet

NO_ANSWER = "no-answer"
PASSIVE, PROMOTING = 7, 9
LIKELIHOODS = ("detractors", "passives", "promoters")


@dataclass(frozen=True)
class Partition:
    """The groups of one question, or of one part of it: an answer of many, a row of a matrix.

    `signs` are for each value the columns and signs that mean it; the last value is the rest: no answer,
    or for an answer of many that it was not chosen.
    """

    question: Question
    part: str
    values: tuple[str, ...]
    signs: tuple[tuple[tuple[int, str], ...], ...]

    @property
    def key(self) -> str:
        """Its name in addresses and in what is published."""
        return f"{self.question.id}.{self.part}" if self.part else self.question.id

    def groups(self, sheet: Sheet) -> list[int]:
        """For each value the mask of those who are in it."""
        found = [reduce(or_, (sheet.those(*each) for each in signs), 0) for signs in self.signs]
        return [*found, sheet.everybody ^ reduce(or_, found, 0)]

    def count(self, sheet: Sheet, among: int) -> list[int]:
        """How many of those `among` (a mask) are in each value."""
        return [(mask & among).bit_count() for mask in self.groups(sheet)]


def partitions(definition: Definition) -> list[Partition]:
    """Every partition that can be counted, in the order of the form."""
    found: list[Partition] = []
    for question in definition:
        own = [column for column in columns(definition) if column.question.id == question.id]
        if question.kind is Kind.RANKING:
            found.append(_first_places(question, own))
        elif own:
            found += [_of_column(column) for column in own]
            if question.kind is Kind.MANY and may_stay_open(definition, question):
                nothing = (((own[0].place, NOTHING),),)
                found.append(Partition(question, NO_ANSWER, (CHOSEN, LEFT), nothing))
    return found


def may_stay_open(definition: Definition, question: Question) -> bool:
    """Whether an answer to the form can leave it out."""
    step = next((step for step in definition.steps if question in step.questions), None)
    return not question.required or question.when is not None or (step is not None and step.when is not None)


def likelihood_groups(whole: Partition) -> Partition:
    """The marks of a likelihood in the three groups in which it is told; the public sees these alone."""
    of_mark = dict(zip(whole.values, whole.signs, strict=False))
    place = whole.signs[0][0][0]
    marks = [range(PASSIVE), range(PASSIVE, PROMOTING), range(PROMOTING, MOST_LIKELY + 1)]
    signs = ["".join(of_mark[str(mark)][0][1] for mark in group) for group in marks]
    return Partition(
        whole.question, whole.part, (*LIKELIHOODS, NO_ANSWER), tuple(((place, each),) for each in signs)
    )


def likelihood_places(whole: Partition, value: str) -> list[int]:
    """Where in the partition of all marks those of one of the three groups stand."""
    marks = [range(PASSIVE), range(PASSIVE, PROMOTING), range(PROMOTING, MOST_LIKELY + 1)]
    return [whole.values.index(str(mark)) for mark in marks[LIKELIHOODS.index(value)]]


def likelihood_score(counts: dict[str, int | None]) -> int | None:
    """Promoters less detractors in per cent of all who answered; None where one of them is hidden."""
    figures = [counts.get(value) for value in LIKELIHOODS]
    known = [figure for figure in figures if figure is not None]
    if len(known) < len(figures) or not sum(known):
        return None
    return round(100 * (known[2] - known[0]) / sum(known))


def labels(partition: Partition) -> dict[str, str]:
    """What each value means, in the active language."""
    question = partition.question
    found = {choice.value: str(choice.label) for choice in question.choices}
    found |= {str(mark): mark_shown(question, mark) for mark in question.marks}
    found |= {each.value: each.label for each in classes_of(question)}
    if question.kind is Kind.MANY:
        found[CHOSEN], found[LEFT] = _("Chosen"), _("Not chosen")
    found |= dict(zip(LIKELIHOODS, likelihood_labels(), strict=True))
    return {**found, NO_ANSWER: _("No answer")}


def likelihood_labels() -> tuple[str, str, str]:
    """The three groups of a likelihood."""
    return _("Would not recommend (0 to 6)"), _("Undecided (7 or 8)"), _("Would recommend (9 or 10)")


def name(partition: Partition) -> str:
    """The question, and of it the part, in the active language."""
    return titled(partition.question, part_name(partition))


def titled(question: Question, part: str) -> str:
    """The question, and what of it is meant. Many questions end in a mark of their own, so it is a dash."""
    return f"{question.label} – {part}" if part else str(question.label)


def part_name(partition: Partition) -> str:
    """The label of the part; empty where the question has but one."""
    question = partition.question
    named = {each.value: each.label for each in question.rows}
    named |= {each.value: each.label for each in question.choices if question.kind is not Kind.MATRIX}
    if question.kind is Kind.MANY and partition.part == NO_ANSWER:
        return _("No answer")
    return str(named[partition.part]) if partition.part else ""


def _of_column(column: Column) -> Partition:
    if column.question.kind is Kind.MANY:
        return Partition(column.question, column.part, (CHOSEN, LEFT), (((column.place, SIGNS[1]),),))
    signs = tuple(((column.place, SIGNS[number]),) for number in range(len(column.values)))
    return Partition(column.question, column.part, (*column.values, NO_ANSWER), signs)


def _first_places(question: Question, own: list[Column]) -> Partition:
    """Of a ranking what everybody put first."""
    values = tuple(column.part for column in own)
    return Partition(
        question, "", (*values, NO_ANSWER), tuple(((column.place, column.sign("1")),) for column in own)
    )
