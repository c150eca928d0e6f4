"""Who was asked a question at all, where that hangs on one earlier answer."""

from __future__ import annotations

from legation.questions.conditions import Condition, Looking
from legation.questions.definition import Definition, Kind, Question
from legation.surveys.packing import CHOSEN
from legation.surveys.results.partitions import NO_ANSWER, Partition


def conditions(definition: Definition, question: Question) -> list[Condition]:
    """Under which conditions, all of them, it is asked."""
    step = next((step for step in definition.steps if question in step.questions), None)
    found = [question.when, step.when if step else None]
    return [each for each in found if each is not None]


def asked_values(parent: Partition, condition: Condition) -> frozenset[str] | None:
    """With which values of the partition the condition holds; None where others decide too."""
    question = parent.question
    if not isinstance(condition, Looking) or condition.question != question.id or condition.group:
        return None
    if question.kind is Kind.MANY:
        holding = [choice.value for choice in question.choices if condition.fits([choice.value])]
        return frozenset({CHOSEN}) if holding == [parent.part] else None
    if question.kind not in (Kind.CHOICE, Kind.SCALE):
        return None
    return frozenset(value for value in parent.values if value != NO_ANSWER and condition.fits(value))


def known_nothing(definition: Definition, one: Partition, other: Partition) -> set[tuple[int, int]]:
    """Which figures of the table of both are nothing by the form itself: whoever was not asked has given
    no answer. Anybody knows that, so hiding them would hide nothing."""
    asked = conditions(definition, other.question)
    values = asked_values(one, asked[0]) if len(asked) == 1 else None
    if values is None:
        return set()
    last = len(other.values) - 1
    found = {(i, j) for i, value in enumerate(one.values) if value not in values for j in range(last)}
    if other.question.required and other.question.kind is not Kind.MANY:
        found |= {(i, last) for i, value in enumerate(one.values) if value in values}
    return found
