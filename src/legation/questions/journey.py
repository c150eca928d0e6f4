"""A person's way through a form: where its pages lie, what is done, what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from legation.questions.definition import Answer, Definition, Question, Step
from legation.questions.fields import shown
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
    def files(self) -> dict[str, Attachment]:
        """The attachments by question."""
        return {row.question: row for row in self.draft.attachments.select_related("subject")}

    @cached_property
    def file_names(self) -> dict[str, str]:
        """The names of the attachments by question."""
        by_id = attachments.names(self.draft)
        return {question: by_id[str(row.pk)] for question, row in self.files.items()}

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
        names = {str(row.pk): self.file_names[question] for question, row in self.files.items()}
        for step in self.route:
            yield (
                step,
                [
                    Row(
                        question,
                        shown(question, self.answers.get(question.id), names),
                        f"{self.address(step.id)}#id_{question.name}",
                        question.id in self.files
                        and self.files[question.id].state == Attachment.State.QUARANTINED,
                    )
                    for question in step.asked(self.answers)
                ],
            )

    @property
    def is_waiting_for_the_scanner(self) -> bool:
        """Whether a file of the draft could not be scanned yet."""
        return any(row.state == Attachment.State.QUARANTINED for row in self.files.values())
