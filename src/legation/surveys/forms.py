"""The one page of a survey as a form, step by step, so that the page keeps its headings."""

from __future__ import annotations

from typing import Any

from legation.questions.definition import Answer, Definition, Step
from legation.questions.forms import QuestionsForm


class SurveyForm(QuestionsForm):
    """Every question of the survey; `parts` are its fields by step."""

    def __init__(self, definition: Definition, **kwargs: Any) -> None:
        self.steps = definition.steps
        super().__init__(tuple(definition), answers={}, **kwargs)

    def parts(self) -> list[tuple[Step, list[Any]]]:
        """Each step and its bound fields."""
        return [(step, [self[question.name] for question in step.questions]) for step in self.steps]

    def answers(self) -> dict[str, Answer]:
        """The valid answers."""
        return self.answered()
