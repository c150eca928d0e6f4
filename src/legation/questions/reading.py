"""Reads a form definition from JSON and refuses whatever is not exactly right, naming the place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from legation.questions.definition import MOST_ENTRIES, Definition, Question, Repeat, Step
from legation.questions.reading_conditions import condition
from legation.questions.reading_questions import LONGEST_RETENTION, Questions
from legation.questions.reading_texts import Texts
from legation.questions.source import WrongDefinition, in_order, list_at, name_at, object_at, whole_at
from legation.questions.wording import NOTHING

__all__ = ["WrongDefinition", "read"]
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
MOST_STEPS = 40
MOST_QUESTIONS = 60


def read(source: object) -> Definition:
    """The definition in `source`. Raises WrongDefinition."""
    form = object_at(source, "form", {"languages", "title", "steps"}, {"intro", "eligibility", "retention"})
    languages = form["languages"]
    if (
        not isinstance(languages, list)
        or not languages
        or not all(isinstance(code, str) and LANGUAGE.fullmatch(code) for code in languages)
        or len(set(languages)) != len(languages)
    ):
        raise WrongDefinition("languages must be a list of different language codes.")
    return _Reader(tuple(languages)).definition(form)


class _Reader:
    """Carries the languages and what was asked so far through the reading."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        self.languages = languages
        self.texts = Texts(languages)
        self.questions = Questions(self.texts)

    def definition(self, form: Mapping[str, Any]) -> Definition:
        eligibility = tuple(
            self.questions.question(item, f"eligibility[{number}]", eligibility=True)
            for number, item in enumerate(list_at(form.get("eligibility", []), "eligibility"))
        )
        sources = list_at(form["steps"], "steps")
        if not 1 <= len(sources) <= MOST_STEPS:
            raise WrongDefinition(f"steps must not be empty, and at most {MOST_STEPS}.")
        steps = tuple(self.step(item, f"steps[{number}]") for number, item in enumerate(sources))
        if len({step.id for step in steps}) != len(steps):
            raise WrongDefinition("steps must have different ids.")
        definition = Definition(
            self.languages,
            self.texts.text(form["title"], "title"),
            self.texts.text(form["intro"], "intro") if "intro" in form else NOTHING,
            eligibility,
            steps,
            whole_at(form, "retention", "form", least=1),
        )
        _check_roles(definition)
        _check_retention(definition)
        return definition

    def step(self, source: object, where: str) -> Step:
        item = object_at(source, where, {"id", "title", "questions"}, {"hint", "when", "repeat", "help"})
        name = name_at(item["id"], f"{where}.id")
        when = condition(item["when"], f"{where}.when", self.questions.earlier) if "when" in item else None
        repeat = None
        if "repeat" in item:
            name = self.questions.take(item["id"], f"{where}.id")
            repeat = self.repeat(item["repeat"], f"{where}.repeat")
        sources = list_at(item["questions"], f"{where}.questions")
        if not 1 <= len(sources) <= MOST_QUESTIONS:
            raise WrongDefinition(f"{where}.questions must not be empty, and at most {MOST_QUESTIONS}.")
        questions = tuple(
            self.questions.question(each, f"{where}.questions[{number}]")
            for number, each in enumerate(sources)
        )
        if repeat:
            self.questions.earlier.leave(name, questions)
        return Step(
            name,
            self.texts.text(item["title"], f"{where}.title"),
            questions,
            self.texts.optional(item, "hint", where),
            when,
            repeat,
            self.texts.help(item, where),
        )

    def repeat(self, source: object, where: str) -> Repeat:
        item = object_at(source, where, {"entry", "add"}, {"least", "most"})
        least, most = whole_at(item, "least", where, least=0), whole_at(item, "most", where, least=1)
        most = MOST_ENTRIES if most is None else most
        if most > MOST_ENTRIES:
            raise WrongDefinition(f"{where}.most must be at most {MOST_ENTRIES}.")
        in_order(least, most, where)
        return Repeat(
            least or 0,
            most,
            self.texts.text(item["entry"], f"{where}.entry"),
            self.texts.text(item["add"], f"{where}.add"),
        )


def _check_roles(definition: Definition) -> None:
    roles = [question.role for question in definition if question.role]
    if len(set(roles)) != len(roles):
        raise WrongDefinition("steps: each role may be given to one question only.")
    for number, step in enumerate(definition.steps):
        if step.repeat and any(question.role for question in step.questions):
            raise WrongDefinition(f"steps[{number}]: a question that repeats cannot have a role.")


def _check_retention(definition: Definition) -> None:
    if (definition.retention or 0) > LONGEST_RETENTION:
        raise WrongDefinition(f"form.retention must be at most {LONGEST_RETENTION} days.")

    def is_longer(question: Question) -> bool:
        return (
            question.retention is not None
            and definition.retention is not None
            and question.retention >= definition.retention
        )

    for question in definition:
        if is_longer(question):
            raise WrongDefinition(
                f"{question.id}.retention must be shorter than the form’s {definition.retention} days."
            )
