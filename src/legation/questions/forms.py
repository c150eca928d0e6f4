"""A Django form for some questions, filled with what was answered before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.html import escape
from django.utils.translation import gettext as _

from legation.questions.definition import Answer, Answers, Kind, Question
from legation.questions.fields import field_for, kept


class QuestionsForm(forms.Form):
    """Asks `questions`; `attached` are the names of attachments that are there already, by question."""

    use_required_attribute = False

    def __init__(
        self,
        questions: Sequence[Question],
        *,
        answers: Answers,
        attached: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        self.questions = tuple(questions)
        initial = {question.name: answers[question.id] for question in questions if question.id in answers}
        super().__init__(initial=initial, label_suffix="", **kwargs)
        for question in questions:
            field = field_for(question)
            if question.kind is Kind.FILE and (name := (attached or {}).get(question.id)):
                _received(field, name)
            self.fields[question.name] = field

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

    def uploads(self) -> dict[str, UploadedFile]:
        """The files that were sent, by question."""
        found = {}
        for question in self.questions:
            upload = self.files.get(question.name)
            if question.kind is Kind.FILE and isinstance(upload, UploadedFile):
                found[question.id] = upload
        return found

    def received(self, question_id: str, filename: str) -> None:
        """Show that the file is there, when the page comes again because something else is wrong."""
        _received(self.fields[question_id], filename)
        self[question_id].help_text = self.fields[question_id].help_text  # bound before the file came

    def refuse(self, question_id: str, sentence: str) -> None:
        """Put an error at a question after the form itself was valid."""
        name = next(question.name for question in self.questions if question.id == question_id)
        self.errors.pop(name, None)
        self.add_error(name, sentence)

    def _typed(self, question: Question) -> bool:
        data = cast("QueryDict", self.data)
        return any(
            str(value).strip()
            for key in data
            if key == question.name or key.startswith(f"{question.name}_")
            for value in data.getlist(key)
        )


def _received(field: forms.Field, filename: str) -> None:
    field.required = False
    received = _("You have given us %(name)s. Choose another file only to replace it.")
    field.help_text = f"{field.help_text} {escape(received % {'name': filename})}".strip()
