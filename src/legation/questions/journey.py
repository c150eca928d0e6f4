"""A person's way through a form: where its pages lie, what is done, what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from legation.questions.definition import Answer, Definition, Question, Step
from legation.questions.fields import shown
from legation.questions.files import Attached
from legation.questions.models import Attachment, Draft
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


class Journey:
    """One draft under its address `base`, such as `/en/services/x/apply/draft/SECRET/`; `place`
    is the office's name."""

    def __init__(self, draft: Draft, base: str, zone: ZoneInfo, place: str = "") -> None:
        self.draft, self.base, self.zone, self.place = draft, base, zone, place
        self.definition: Definition = draft.form.definition
        self.answers: dict[str, Answer] = drafts.answers_of(draft)

    @cached_property
    def route(self) -> tuple[Step, ...]:
        """The steps to take."""
        return self.definition.route(self.answers)

    @cached_property
    def files(self) -> dict[str, list[Attached]]:
        """The attachments by question, oldest first."""
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

    @property
    def saved_at(self) -> str:
        """When it was last saved, in the office's time, such as `14:02 (GMT)`."""
        return self.draft.saved_at.astimezone(self.zone).strftime("%H:%M (%Z)")

    def address(self, page: str) -> str:
        """The address of a step, `check` or `later`."""
        return f"{self.base}{page}/"

    def tasks(self) -> list[Task]:
        """The task list."""
        return [
            Task(
                step,
                self.address(step.id),
                self.definition.complete(step, self.answers),
                any(question.id in self.answers for question in step.asked(self.answers)),
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

    def rows(self) -> Iterator[tuple[Step, list[Row]]]:
        """Every answer by step, to check before sending."""
        names = {str(file.id): file.name for files in self.files.values() for file in files}
        for step in self.route:
            yield (
                step,
                [
                    Row(
                        question,
                        shown(question, self.answers.get(question.id), names),
                        f"{self.address(step.id)}#id_{question.name}",
                        self.is_waiting([question]),
                    )
                    for question in step.asked(self.answers)
                ],
            )

    @property
    def is_waiting_for_the_scanner(self) -> bool:
        """Whether a file of the draft could not be scanned yet."""
        return any(file.waiting for files in self.files.values() for file in files)

    def is_waiting(self, questions: Iterable[Question]) -> bool:
        """Whether a file that answers one of the questions could not be scanned yet."""
        return any(file.waiting for question in questions for file in self.files.get(question.id, ()))
