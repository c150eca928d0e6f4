"""What a form asks: typed, frozen, and read from JSON so strictly that a mistake is named at once.

Texts stand by language code and must be there in every language of the form. A condition looks at
answers that come before it, also on the same page: when an answer brings up a question, the page is
shown again with it, so that none needs a script.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from legation.questions.answers import ENTRY, Answer, Answers, Entry, Where, entries, entry_id
from legation.questions.conditions import Condition
from legation.questions.kinds import LEAST_LIKELY, MOST_LIKELY, Kind
from legation.questions.wording import NOTHING, Help, Text

__all__ = [
    "ENTRY",
    "NOTHING",
    "Answer",
    "Answers",
    "Choice",
    "Definition",
    "Ending",
    "Entry",
    "Help",
    "Kind",
    "Money",
    "Question",
    "Repeat",
    "Row",
    "Step",
    "Text",
]
WORDS = "words-"
DEFAULT_FILES = 5
MOST_FILES = 10
MOST_ENTRIES = 20
TODAY = "today"


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
class Row:
    """One row of a matrix, which is answered by itself."""

    value: str
    label: Text


@dataclass(frozen=True)
class Money:
    """The currency (ISO 4217) of an amount and its limits, exact."""

    currency: str
    least: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True)
class Question:
    """One question. `role` marks the answers that a case needs: `name`, `email` or `phone`; the country
    of `residence` helps to read telephone numbers.

    Of a date, `first` and `last` are ISO days or `today`; `roc`: the year may be written in the calendar
    of the Republic of China too. `issuer` of a passport: whose passports alone are meant (three letters
    as in the passport); empty: anybody's. `retention`: its answer is erased so many days after the case
    ended, earlier than the rest of the form. `rows` of a matrix are answered with its choices, or where it
    has none with a mark from `least` to `most`. Of a ranking, `most` is how many places are given.
    """

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
    money: Money | None = None
    first: str = ""
    last: str = ""
    roc: bool = False
    issuer: str = ""
    help: Help | None = None
    retention: int | None = None
    rows: tuple[Row, ...] = ()

    @property
    def most_files(self) -> int:
        """How many files answer it; with one, another takes its place."""
        return DEFAULT_FILES if self.most is None else self.most

    @property
    def marks(self) -> range:
        """The marks of a scale, a likelihood or a matrix without choices; empty for every other kind."""
        if self.kind is Kind.NPS:
            return range(LEAST_LIKELY, MOST_LIKELY + 1)
        if self.kind is Kind.SCALE or (self.kind is Kind.MATRIX and not self.choices):
            return range(self.least or 0, (self.most or 0) + 1)
        return range(0)

    @property
    def places(self) -> int:
        """How many places a ranking gives."""
        return len(self.choices) if self.most is None else min(self.most, len(self.choices))

    @property
    def name(self) -> str:
        """The name of its form field."""
        return f"{WORDS}{self.id}" if self.kind is Kind.LONG else self.id

    def asked(self, answers: Answers) -> bool:
        """Whether it is to be answered, given the earlier answers."""
        return self.when is None or self.when.holds(answers)


@dataclass(frozen=True)
class Repeat:
    """A step is answered by several entries: `entry` names one (“Child”), `add` is the button for more."""

    least: int
    most: int
    entry: Text
    add: Text


@dataclass(frozen=True)
class Step:
    """One page of the form; with `repeat` one page for each entry and a list of them."""

    id: str
    title: Text
    questions: tuple[Question, ...]
    hint: Text = NOTHING
    when: Condition | None = None
    repeat: Repeat | None = None
    help: Help | None = None

    def asked(self, answers: Answers) -> tuple[Question, ...]:
        """The questions to answer on this page, given the answers that count; empty: leave it out.

        Of a repeating step: those of an entry that has no answers yet; see `asked_in`.
        """
        if self.when is not None and not self.when.holds(answers):
            return ()
        return tuple(question for question in self.questions if question.asked(answers))

    def asked_in(self, entry: Entry, answers: Answers) -> tuple[Question, ...]:
        """The questions to answer for one entry; its own answers come before those of the form."""
        return self.asked({**answers, **self.settled(entry, answers)})

    def is_taken(self, answers: Answers) -> bool:
        """Whether somebody with these answers has to take the step."""
        if self.when is not None and not self.when.holds(answers):
            return False
        return self.repeat is not None or bool(self.asked(answers))

    def settled(self, given: Answers, before: Answers) -> Entry:
        """Those of the answers `given` to this page (or entry) that count, after those `before` it."""
        found: Entry = {ENTRY: given[ENTRY]} if ENTRY in given else {}
        for question in self.questions:
            if question.id in given and question.asked({**before, **found}):
                found[question.id] = given[question.id]
        return found


@dataclass(frozen=True)
class Definition:
    """A whole form. `retention`: the answers are erased so many days after their case ended; None: as
    the package that keeps them declares."""

    languages: tuple[str, ...]
    title: Text
    intro: Text
    eligibility: tuple[Question, ...]
    steps: tuple[Step, ...]
    retention: int | None = None

    def __iter__(self) -> Iterator[Question]:
        """Every question, eligibility first, those of repeating steps too."""
        yield from self.eligibility
        for step in self.steps:
            yield from step.questions

    def route(self, answers: Answers) -> tuple[Step, ...]:
        """The steps that somebody with these answers has to take, in order."""
        counted = self.kept(answers)
        return tuple(step for step in self.steps if step.is_taken(counted))

    def step(self, step_id: str) -> Step | None:
        """The step of this id."""
        return next((step for step in self.steps if step.id == step_id), None)

    def question(self, question_id: str) -> Question | None:
        """The question of this id, wherever it stands."""
        return next((question for question in self if question.id == question_id), None)

    def group_of(self, question: Question) -> Step | None:
        """The repeating step in which the question stands, if it does."""
        return next((step for step in self.steps if step.repeat and question in step.questions), None)

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
        """The answers that count: those to questions that are asked, in the form's order.

        An answer that does not count (any more) brings up nothing either.
        """
        found = {question.id: answers[question.id] for question in self.eligibility if question.id in answers}
        for step in self.steps:
            if step.when is not None and not step.when.holds(found):
                continue
            if step.repeat is None:
                found.update(step.settled({key: answers[key] for key in answers if key != ENTRY}, found))
            elif step.id in answers:
                found[step.id] = [step.settled(entry, found) for entry in entries(answers, step.id)]
        return found

    def complete(self, step: Step, answers: Answers) -> bool:
        """Whether every question of the step that must be answered is; of a repeating step: in every
        entry, and there are neither too few nor too many of them."""
        counted = self.kept(answers)
        if step.repeat is None:
            return _is_answered(step.asked(counted), counted)
        given = entries(counted, step.id)
        return (
            step.id in counted
            and step.repeat.least <= len(given) <= step.repeat.most
            and all(_is_answered(step.asked_in(entry, counted), entry) for entry in given)
        )

    def is_complete_entry(self, step: Step, entry: Entry, answers: Answers) -> bool:
        """Whether one entry of a repeating step is answered."""
        counted = self.kept(answers)
        return _is_answered(step.asked_in(entry, counted), step.settled(entry, counted))

    def file_places(self, answers: Answers) -> set[str]:
        """What the files of these answers name as answered by them (`Where.file`)."""
        found = set()
        for step in self.steps:
            files = [question.id for question in step.questions if question.kind is Kind.FILE]
            places: list[Answers] = [answers] if step.repeat is None else [*entries(answers, step.id)]
            for place in places:
                where = Where(step.id, entry_id(place) if step.repeat else "")
                found |= {where.file(name) for name in files if name in place}
        return found

    def retention_of(self, question: Question) -> int | None:
        """After how many days its answer is erased; None: as the package that keeps it declares."""
        return self.retention if question.retention is None else question.retention


def _is_answered(questions: tuple[Question, ...], answers: Answers) -> bool:
    return all(question.id in answers for question in questions if question.required)
