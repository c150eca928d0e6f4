"""Every single answer of a form under a name of its own: that of its question, and in an entry of a repeating
step `step.entry.question`, as files name what they answer (`Where.file`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from legation.questions.answers import HERE, Answer, Answers, Where, entries, entry_id
from legation.questions.definition import Definition, Question, Step
from legation.questions.wording import NOTHING, Text


@dataclass(frozen=True)
class Place:
    """Where one question is answered; `heading` names the entry, such as “Child 2”, and is empty outside of any."""

    question: Question
    where: Where = HERE
    heading: Text = NOTHING

    @property
    def name(self) -> str:
        """The name of the answer that stands here."""
        return self.where.file(self.question.id)

    @property
    def label(self) -> str:
        """Which answer it is, in words."""
        return f"{self.heading}: {self.question.label}" if self.heading else str(self.question.label)

    def asking(self) -> Question:
        """The question under the name and the label of this place, so that one page can ask it of several entries."""
        label = Text(
            {
                language: f"{self.heading.by_language.get(language, self.heading)}: {words}"
                for language, words in self.question.label.by_language.items()
            }
        )
        return replace(self.question, id=self.name, label=label) if self.heading else self.question

    def answer(self, answers: Answers) -> Answer | None:
        """What is answered here."""
        return self.where.find(answers).get(self.question.id)


def places(definition: Definition, answers: Answers) -> list[Place]:
    """Every place of the form's steps; of an entry those that these answers bring up."""
    counted = definition.kept(answers)
    found = []
    for step in definition.steps:
        if step.repeat is None:
            found += [Place(question) for question in step.questions]
            continue
        for where, heading, asked in _entries(step, counted):
            found += [Place(question, where, heading) for question in asked]
    return found


def missing(definition: Definition, answers: Answers) -> list[Place]:
    """The places where something has to be answered and is not; an entry that is not there is not missed."""
    counted = definition.kept(answers)
    asked = {question.id for step in definition.route(answers) for question in step.asked(counted)}
    return [
        place
        for place in places(definition, answers)
        if place.question.required
        and place.answer(counted) is None
        and (place.where.entry or place.question.id in asked)
    ]


def replaced(answers: Answers, names: Iterable[str], given: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers with those of these names taken away and what is `given`, by name, put in."""
    found: dict[str, Answer] = {
        key: [dict(entry) for entry in entries(answers, key)] if entries(answers, key) else value
        for key, value in answers.items()
    }
    for name in {*names, *given}:
        step, _dot, rest = name.partition(".")
        entry, _dot, question = rest.partition(".")
        target = found if not question else _entry(found, step, entry)
        if target is None:
            continue
        target.pop(question or name, None)
        if name in given:
            target[question or name] = given[name]
    return found


def _entry(answers: Answers, step: str, entry: str) -> dict[str, Answer] | None:
    return next((one for one in entries(answers, step) if entry_id(one) == entry), None)


def _entries(step: Step, counted: Answers) -> Iterator[tuple[Where, Text, tuple[Question, ...]]]:
    assert step.repeat is not None
    for number, entry in enumerate(entries(counted, step.id), start=1):
        heading = Text({key: f"{words} {number}" for key, words in step.repeat.entry.by_language.items()})
        yield Where(step.id, entry_id(entry)), heading, step.asked_in(entry, counted)
