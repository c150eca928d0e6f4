"""Which pages somebody with these answers comes to, and what is asked on each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from django.http import QueryDict

from legation.questions.answers import Answer, Answers
from legation.questions.carrying import carry
from legation.questions.definition import Definition, Question, Step
from legation.questions.fields import shown
from legation.questions.forms import QuestionsForm
from legation.questions.models import FormDefinition
from legation.surveys.answering.filled import Filled
from legation.surveys.models import Survey

Rows = list[tuple[Question, str]]


@dataclass(frozen=True)
class Way:
    """A survey with what was filled in so far."""

    survey: Survey
    filled: Filled

    @property
    def definition(self) -> Definition:
        """The form of the survey."""
        return self.survey.form.definition

    @cached_property
    def counted(self) -> dict[str, Answer]:
        """The answers that count: those on the pages that these answers lead to."""
        return self.definition.kept(self.filled.answers)

    @cached_property
    def route(self) -> tuple[Step, ...]:
        """The pages to come to, in order."""
        return self.definition.route(self.filled.answers)

    def step(self, name: str) -> Step | None:
        """The page of this name, where these answers lead to it."""
        return next((step for step in self.route if step.id == name), None)

    def number(self, step: Step) -> int:
        """Which page it is, from one."""
        return self.route.index(step) + 1

    def before(self, step: Step) -> Step | None:
        """The page before it."""
        place = self.route.index(step)
        return self.route[place - 1] if place else None

    def after(self, step: Step) -> Step | None:
        """The page after it; None after the last."""
        return next(iter(self.route[self.route.index(step) + 1 :]), None)

    def is_last(self, step: Step) -> bool:
        """Whether nothing can come after it, whatever is answered on it."""
        own = {question.id for question in step.questions}
        place = self.definition.steps.index(step)
        depends = any(own & looked_at(later) for later in self.definition.steps[place + 1 :])
        return self.after(step) is None and not depends

    def unfinished(self) -> Step | None:
        """The first page that was not come to yet, or on which something is missing or was not understood."""
        for step in self.route:
            is_right = step.id in self.filled.seen and step.id not in self.filled.typed
            if not is_right or not self.definition.complete(step, self.filled.answers):
                return step
        return None

    def asked(self, step: Step, given: Answers | None = None) -> tuple[Question, ...]:
        """The questions on the page when these are the answers to it, else those given so far."""
        own = {question.id for question in step.questions}
        before = {name: value for name, value in self.counted.items() if name not in own}
        settled = step.settled(self.filled.answers if given is None else given, before)
        return step.asked({**before, **settled})

    def form(self, step: Step) -> QuestionsForm:
        """The page as it was left: with what was typed wrongly, if something was."""
        data = None
        if typed := self.filled.typed.get(step.id):
            data = QueryDict(mutable=True)
            for name, values in typed.items():
                data.setlist(name, values)
        return QuestionsForm(self.asked(step), answers=self.filled.answers, data=data)

    def sent(self, step: Step, data: QueryDict, was_shown: list[str]) -> QuestionsForm:
        """The page as it was sent, with those questions that stood on it and are asked, given its answers."""
        given = QuestionsForm(step.questions, answers={}, data=data).answered()
        shown_then = was_shown or [question.id for question in self.asked(step)]
        asked = [question for question in self.asked(step, given) if question.id in shown_then]
        return QuestionsForm(asked, answers=self.filled.answers, data=data)

    def saved(self, step: Step, form: QuestionsForm) -> Way:
        """The way after the page was sent: valid answers count, what was taken away is gone, and what was not
        understood goes along as it was typed."""
        left = form.emptied()
        answers = {name: value for name, value in self.filled.answers.items() if name not in left}
        seen = set(self.filled.seen) | ({step.id} if not form.errors else set())
        filled = replace(self.filled, answers={**answers, **form.answered()}, seen=tuple(sorted(seen)))
        return Way(self.survey, filled.with_typed(step.id, form.typed() if form.is_typed_wrong() else None))

    def brought_up(self, step: Step, form: QuestionsForm) -> bool:
        """Whether an answer brought up a question on the page that did not stand on it."""
        return any(
            question not in form.questions and question.id not in self.filled.answers
            for question in self.asked(step)
        )

    def sections(self) -> Iterator[tuple[Step, Rows]]:
        """Every answer that counts, in words."""
        for step in self.route:
            questions = step.asked(self.counted)
            yield step, [(question, shown(question, self.counted.get(question.id))) for question in questions]

    def renewed(self) -> Way:
        """The same on the version of the form that the survey has now: answers whose questions are still there
        and take them stay."""
        now = self.survey.form
        if self.filled.form == now.pk:
            return self
        old = FormDefinition.objects.filter(pk=self.filled.form).first()
        answers = carry(self.filled.answers, [], old, now, {}).answers if old else {}
        return Way(self.survey, replace(self.filled, form=now.pk, answers=answers, typed={}))


def looked_at(step: Step) -> set[str]:
    """The questions on whose answers it depends whether the page is come to."""
    conditions = [step.when, *(question.when for question in step.questions)]
    return {name for condition in conditions if condition for name in condition.questions()}
