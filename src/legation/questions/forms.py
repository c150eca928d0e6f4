"""A Django form for some questions, filled with what was answered before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from legation.offices.queries import is_country
from legation.questions.definition import Answer, Answers, Kind, Question
from legation.questions.fields import field_for, kept
from legation.questions.files import Attached, FilesField

# Parts of a field that say something before anybody has typed into it.
PRESET = ("era", "country")


class QuestionsForm(forms.Form):
    """Asks `questions`; `attached` are the files that are there already, by question. `country`
    (ISO 3166): where the person lives as far as is known, unless an answer on this page tells."""

    use_required_attribute = False

    def __init__(
        self,
        questions: Sequence[Question],
        *,
        answers: Answers,
        attached: Mapping[str, Sequence[Attached]] | None = None,
        country: str = "",
        **kwargs: Any,
    ) -> None:
        self.questions = tuple(questions)
        initial = {question.name: answers[question.id] for question in questions if question.id in answers}
        super().__init__(initial=initial, label_suffix="", **kwargs)
        country = self._residence() or country
        for question in questions:
            self.fields[question.name] = field_for(question, country)
        self.show_files(attached or {})

    def _residence(self) -> str:
        """The country of residence that is sent with this page."""
        asked = next((question for question in self.questions if question.role == "residence"), None)
        sent = str(self.data.get(asked.name, "")) if asked else ""
        return sent if is_country(sent) else ""

    def answered(self) -> dict[str, Answer]:
        """The valid answers, also when others are wrong; files are left out."""
        valid = self.cleaned_data if self.errors is not None else {}
        found = {}
        for question in self.questions:
            value = kept(question, valid.get(question.name))
            if value is not None and question.kind is not Kind.FILE:
                found[question.id] = value
        return found

    def emptied(self) -> set[str]:
        """The questions whose earlier answer the person took away: left empty, files excepted."""
        wrong = self.errors
        return {
            question.id
            for question in self.questions
            if question.kind is not Kind.FILE
            and not (question.name in wrong and self._typed(question))
            and kept(question, self.cleaned_data.get(question.name)) is None
        }

    def uploads(self) -> Iterator[tuple[Question, list[UploadedFile]]]:
        """The files that were sent, by question."""
        for question in self.questions:
            if question.kind is Kind.FILE and (sent := self.files.getlist(question.name)):
                yield question, sent

    def refuse(self, question: Question, sentences: Sequence[str]) -> None:
        """Put errors at a question after the form itself was valid."""
        self.errors.pop(question.name, None)
        for sentence in sentences:
            self.add_error(question.name, sentence)

    def show_files(self, attached: Mapping[str, Sequence[Attached]]) -> None:
        """Show the files that are there by now."""
        for question in self.questions:
            field = self.fields[question.name]
            if isinstance(field, FilesField):
                field.show(attached.get(question.id, ()))

    def is_typed_wrong(self) -> bool:
        """Whether something was typed that cannot be saved, and would be lost on another page."""
        return any(question.name in self.errors and self._typed(question) for question in self.questions)

    def typed(self) -> dict[str, list[str]]:
        """What was typed into the fields of these questions, by field; files are left out."""
        data = cast("QueryDict", self.data)
        names = [question.name for question in self.questions if question.kind is not Kind.FILE]
        return {
            key: [str(value) for value in data.getlist(key)]
            for key in data
            if any(key == name or key.startswith(f"{name}_") for name in names)
        }

    def _typed(self, question: Question) -> bool:
        data = cast("QueryDict", self.data)
        chosen_for_them = [f"{question.name}_{part}" for part in PRESET]
        return any(
            str(value).strip()
            for key in data
            if key not in chosen_for_them and (key == question.name or key.startswith(f"{question.name}_"))
            for value in data.getlist(key)
        )
