"""What a form asks: typed, frozen, and read from JSON so strictly that a mistake is named at once.

Texts stand by language code and must be there in every language of the form. A condition looks at
an answer of an earlier step, so that a page never needs a script to show the right questions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import get_language

Answer = str | int | bool | list[str]
Answers = Mapping[str, Answer]
WORDS = "words-"
DEFAULT_FILES = 5
MOST_FILES = 10


class Kind(StrEnum):
    """What a question asks for; `long` is free text, which the firewall leaves alone."""

    TEXT = "text"
    LONG = "long"
    DATE = "date"
    CHOICE = "choice"
    MANY = "many"
    COUNTRY = "country"
    PHONE = "phone"
    EMAIL = "email"
    FILE = "file"
    STATEMENT = "statement"
    NUMBER = "number"
    SCALE = "scale"


@dataclass(frozen=True)
class Text:
    """One text in every language of its form."""

    by_language: Mapping[str, str]

    def __str__(self) -> str:
        """In the active language, else in the form's first."""
        return self.by_language.get(get_language() or "") or next(iter(self.by_language.values()), "")

    def __bool__(self) -> bool:
        return bool(self.by_language)


NOTHING = Text({})


@dataclass(frozen=True)
class Ending:
    """Why nobody with this answer need apply, and what to do instead.

    `path` is a page of this site below the language, such as `services/`; empty for none.
    """

    title: Text
    text: Text
    path: str = ""
    link: Text = NOTHING


@dataclass(frozen=True)
class Choice:
    """One answer to choose; with `ends` (eligibility only) the journey stops there."""

    value: str
    label: Text
    ends: Ending | None = None


@dataclass(frozen=True)
class Condition:
    """Holds while the answer to an earlier question is one of `values`."""

    question: str
    values: tuple[str, ...]

    def holds(self, answers: Answers) -> bool:
        """A question that was not answered satisfies nothing."""
        given = answers.get(self.question)
        if isinstance(given, list):
            return any(value in self.values for value in given)
        return given is not None and str(given) in self.values


@dataclass(frozen=True)
class Question:
    """One question. `role` marks the answers that a case needs: `name`, `email` or `phone`."""

    id: str
    kind: Kind
    label: Text
    hint: Text = NOTHING
    required: bool = True
    choices: tuple[Choice, ...] = ()
    least: int | None = None
    most: int | None = None
    low: Text = NOTHING
    high: Text = NOTHING
    role: str = ""
    when: Condition | None = None

    @property
    def most_files(self) -> int:
        """How many files answer it; with one, another takes its place."""
        return DEFAULT_FILES if self.most is None else self.most

    @property
    def name(self) -> str:
        """The name of its form field."""
        return f"{WORDS}{self.id}" if self.kind is Kind.LONG else self.id

    def asked(self, answers: Answers) -> bool:
        """Whether it is to be answered, given the earlier answers."""
        return self.when is None or self.when.holds(answers)


@dataclass(frozen=True)
class Step:
    """One page of the form."""

    id: str
    title: Text
    questions: tuple[Question, ...]
    hint: Text = NOTHING
    when: Condition | None = None

    def asked(self, answers: Answers) -> tuple[Question, ...]:
        """The questions to answer on this page, given the earlier answers; empty: leave it out."""
        if self.when is not None and not self.when.holds(answers):
            return ()
        return tuple(question for question in self.questions if question.asked(answers))


@dataclass(frozen=True)
class Definition:
    """A whole form."""

    languages: tuple[str, ...]
    title: Text
    intro: Text
    eligibility: tuple[Question, ...]
    steps: tuple[Step, ...]

    def __iter__(self) -> Iterator[Question]:
        """Every question, eligibility first."""
        yield from self.eligibility
        for step in self.steps:
            yield from step.questions

    def route(self, answers: Answers) -> tuple[Step, ...]:
        """The steps that somebody with these answers has to take, in order."""
        return tuple(step for step in self.steps if step.asked(answers))

    def step(self, step_id: str) -> Step | None:
        """The step of this id."""
        return next((step for step in self.steps if step.id == step_id), None)

    def role(self, role: str) -> Question | None:
        """The question whose answer plays this part."""
        return next((question for question in self if question.role == role), None)

    def ending(self, answers: Answers) -> Ending | None:
        """Why these eligibility answers end here, if they do."""
        for question in self.eligibility:
            for choice in question.choices:
                if choice.ends and answers.get(question.id) == choice.value:
                    return choice.ends
        return None

    def kept(self, answers: Answers) -> dict[str, Answer]:
        """The answers that count: those to questions that are asked, in the form's order."""
        asked = [*self.eligibility, *(question for step in self.steps for question in step.asked(answers))]
        return {question.id: answers[question.id] for question in asked if question.id in answers}

    def complete(self, step: Step, answers: Answers) -> bool:
        """Whether every question of the step that must be answered is."""
        return all(question.id in answers for question in step.asked(answers) if question.required)
