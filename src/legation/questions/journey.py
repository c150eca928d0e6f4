"""A person's way through a form: where its pages lie, what is done, what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from legation.questions.answers import HERE, Answer, Answers, Entry, Where, entries, entry_id
from legation.questions.definition import Definition, Question, Step
from legation.questions.fields import shown
from legation.questions.files import Attached
from legation.questions.models import Attachment, Draft, FormDefinition
from legation.questions.services import attachments, drafts


@dataclass(frozen=True)
class Task:
    """One row of the task list."""

    step: Step
    address: str
    done: bool
    begun: bool


@dataclass(frozen=True)
class Row:
    """One row of the answers to check. `waiting`: a file that was not scanned yet."""

    question: Question
    answer: str
    address: str
    waiting: bool = False


@dataclass(frozen=True)
class Section:
    """Answers under one heading: those of a step, or of one entry of it (`inner`). `address` is where
    entries are added and removed; `empty`: there are none."""

    title: str
    rows: list[Row]
    inner: bool = False
    address: str = ""
    empty: bool = False


class Journey:
    """One draft under its address `base`, such as `/en/services/x/apply/draft/SECRET/`; `place` is the
    office's name, `country` (ISO 3166) where it is, for telephone numbers without a country code."""

    def __init__(self, draft: Draft, base: str, zone: ZoneInfo, place: str = "", country: str = "") -> None:
        self.draft, self.base, self.zone, self.place, self.office_country = draft, base, zone, place, country
        self.definition: Definition = draft.form.definition
        self.answers: dict[str, Answer] = drafts.answers_of(draft)

    def renewed(self, draft: Draft | None = None) -> Journey:
        """The same journey after something was saved."""
        return Journey(draft or self.draft, self.base, self.zone, self.place, self.office_country)

    @cached_property
    def counted(self) -> dict[str, Answer]:
        """The answers that count: those to questions that are asked."""
        return self.definition.kept(self.answers)

    @property
    def country(self) -> str:
        """Where the person lives as far as they have told us, else where the office is."""
        residence = self.definition.role("residence")
        return str(self.answers.get(residence.id, "")) if residence else self.office_country

    @cached_property
    def route(self) -> tuple[Step, ...]:
        """The steps to take."""
        return self.definition.route(self.answers)

    @cached_property
    def files(self) -> dict[str, list[Attached]]:
        """The attachments by what they answer (`Where.file`), oldest first."""
        return {
            question: [
                Attached(
                    row.pk,
                    attachments.name_of(row),
                    row.size,
                    row.state == Attachment.State.QUARANTINED,
                )
                for row in rows
            ]
            for question, rows in attachments.by_question(self.draft).items()
        }

    def files_at(self, where: Where, questions: Iterable[Question]) -> dict[str, list[Attached]]:
        """The attachments of one page, by question."""
        return {question.id: self.files.get(where.file(question.id), []) for question in questions}

    @property
    def saved_at(self) -> str:
        """When it was last saved, in the office's time, such as `14:02 (GMT)`."""
        return self.draft.saved_at.astimezone(self.zone).strftime("%H:%M (%Z)")

    def address(self, page: str, entry: str = "") -> str:
        """The address of a step, of an entry of it, of `check` or `later`."""
        return f"{self.base}{page}/{entry}/" if entry else f"{self.base}{page}/"

    def tasks(self) -> list[Task]:
        """The task list."""
        return [
            Task(
                step,
                self.address(step.id),
                self.definition.complete(step, self.answers),
                step.id in self.counted
                if step.repeat
                else any(question.id in self.counted for question in step.asked(self.counted)),
            )
            for step in self.route
        ]

    @property
    def is_complete(self) -> bool:
        """Whether every step is done."""
        return all(task.done for task in self.tasks())

    def after(self, step: Step) -> str:
        """Where to go when the step is done: the next step that is not, else the answers to check."""
        later = self.route[self.route.index(step) + 1 :] if step in self.route else ()
        for other in (*later, *self.route):
            if not self.definition.complete(other, self.answers):
                return self.address(other.id)
        return self.address("check")

    def number(self, step: Step) -> tuple[int, int]:
        """Which step this is, of how many."""
        return self.route.index(step) + 1, len(self.route)

    def entries(self, step: Step) -> list[Entry]:
        """The entries of a repeating step, as the person gave them."""
        return entries(self.answers, step.id)

    def entry_title(self, step: Step, entry: str) -> str:
        """Such as “Child 2”; of an entry that is only begun, the number it will have."""
        ids = [entry_id(each) for each in self.entries(step)]
        number = ids.index(entry) + 1 if entry in ids else len(ids) + 1
        return f"{step.repeat.entry} {number}" if step.repeat else str(step.title)

    def sections(self) -> Iterator[Section]:
        """Every answer, to check before sending."""
        for step in self.route:
            if step.repeat is None:
                questions = step.asked(self.counted)
                yield Section(str(step.title), self._rows(step, HERE, questions, self.counted))
                continue
            given = self.entries(step)
            yield Section(str(step.title), [], address=self.address(step.id), empty=not given)
            for entry in given:
                yield self.entry_section(step, entry)

    def entry_section(self, step: Step, entry: Entry) -> Section:
        """One entry of a repeating step."""
        where = Where(step.id, entry_id(entry))
        rows = self._rows(step, where, step.asked_in(entry, self.counted), entry)
        return Section(self.entry_title(step, where.entry), rows, inner=True)

    def former(self) -> list[tuple[str, str]]:
        """Question and answer of everything that is no longer asked, in words."""
        found, names = [], self._names()
        for item in drafts.former_of(self.draft):
            asked = FormDefinition.objects.get(pk=item.form).definition.question(item.question)
            if asked is not None:
                found.append((str(asked.label), shown(asked, item.answer, names)))
        return found

    @property
    def is_waiting_for_the_scanner(self) -> bool:
        """Whether a file of the draft could not be scanned yet."""
        return any(file.waiting for files in self.files.values() for file in files)

    def is_waiting(self, questions: Iterable[Question], where: Where = HERE) -> bool:
        """Whether a file that answers one of the questions could not be scanned yet."""
        return any(file.waiting for files in self.files_at(where, questions).values() for file in files)

    def _names(self) -> dict[str, str]:
        return {str(file.id): file.name for files in self.files.values() for file in files}

    def _rows(self, step: Step, where: Where, questions: Iterable[Question], answers: Answers) -> list[Row]:
        names = self._names()
        return [
            Row(
                question,
                shown(question, answers.get(question.id), names),
                f"{self.address(step.id, where.entry)}#id_{question.name}",
                self.is_waiting([question], where),
            )
            for question in questions
        ]
