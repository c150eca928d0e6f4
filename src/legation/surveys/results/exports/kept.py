"""What of anonymous answers leaves in an export."""

from __future__ import annotations

from collections.abc import Mapping

from legation.questions.definition import Answer, Kind, Question
from legation.surveys.models import Survey
from legation.surveys.numbers import class_of, classes_of
from legation.surveys.results.counting import load
from legation.surveys.results.guarding import Guard


class Kept:
    """What of an anonymous answer is exported: all but the values that only few gave and that the page of results
    hides, so that the lines do not bring back what it does not tell."""

    def __init__(self, survey: Survey) -> None:
        guard = Guard(load(survey))
        self.hidden = {
            key: {part.partition.values[place] for each in part.classes if len(each) > 1 for place in each}
            for key, part in guard.parts.items()
            if part.partition is not None
        }
        self.questions = list(survey.form.definition)
        self.places = {
            question.id: [
                {value for value, counts in found.counts if counts[place] is None}
                for place in range(question.places)
            ]
            for question in self.questions
            if question.kind is Kind.RANKING
            for found in [guard.places(question)]
        }

    def of(self, choices: Mapping[str, Answer]) -> dict[str, Answer]:
        """The answer without what is hidden."""
        found: dict[str, Answer] = {}
        for question in self.questions:
            given = choices.get(question.id)
            if given is None:
                continue
            told = self._told(question, given)
            if told is not None:
                found[question.id] = told
        return found

    def hides(self, question: Question, part: str) -> bool:
        """Whether of this answer of many nobody is told."""
        return question.kind is Kind.MANY and bool(self.hidden.get(f"{question.id}.{part}"))

    def _told(self, question: Question, given: Answer) -> Answer | None:
        if question.kind is Kind.MATRIX and isinstance(given, dict):
            return {
                row: value
                for row, value in given.items()
                if str(value) not in self.hidden.get(f"{question.id}.{row}", ())
            }
        if question.kind is Kind.RANKING and isinstance(given, list):
            told = all(value not in few for value, few in zip(given, self.places[question.id], strict=False))
            return given if told else None
        if question.kind is Kind.MANY:
            return given
        if question.kind is Kind.NUMBER:  # the first of its class: alone, it could be that of one person
            name = class_of(question, given)
            told = name not in self.hidden.get(question.id, ())
            return next((each.least for each in classes_of(question) if each.value == name and told), None)
        return None if str(given) in self.hidden.get(question.id, ()) else given
