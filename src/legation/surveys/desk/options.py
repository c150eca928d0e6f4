"""The options of a survey for which a quota can be set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from legation.questions.definition import Definition, Kind
from legation.surveys.models import Choices, Quota, Survey

COUNTED = (Kind.CHOICE, Kind.MANY)
STEP = 1000


@dataclass(frozen=True)
class Option:
    """One answer to choose. `most`: so many may give it, None for any number; `so_far`: so many have, as far as
    their batches were put away, None before it has begun."""

    question: str
    value: str
    asked: str
    label: str
    most: int | None = None
    so_far: int | None = None


def options_of(
    definition: Definition, quotas: Sequence[Quota] = (), counted: dict[tuple[str, str], int] | None = None
) -> list[Option]:
    """Every option in order, in the active language."""
    most = {(quota["question"], quota["value"]): quota["most"] for quota in quotas}
    return [
        Option(
            question.id,
            choice.value,
            str(question.label),
            str(choice.label),
            most.get((question.id, choice.value)),
            None if counted is None else counted.get((question.id, choice.value), 0),
        )
        for question in definition
        if question.kind in COUNTED
        for choice in question.choices
    ]


def counted_so_far(survey: Survey) -> dict[tuple[str, str], int]:
    """How many answers that were put away give each option that has a quota. Held ones are not among them:
    whoever looks twice would see single answers come."""
    wanted = {(quota["question"], quota["value"]): 0 for quota in survey.quotas}
    if not wanted:
        return wanted
    rows = survey.answers if survey.anonymous else survey.named
    for choices in rows.values_list("choices", flat=True).iterator(chunk_size=STEP):
        for question, value in wanted:
            wanted[question, value] += _gives(choices, question, value)
    return wanted


def _gives(choices: Choices, question: str, value: str) -> bool:
    given = choices.get(question)
    return value in ([str(one) for one in given] if isinstance(given, list) else [str(given)])
