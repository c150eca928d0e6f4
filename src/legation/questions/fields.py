"""The form field of each kind of question, and how an answer is kept and shown again."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import formats
from django.utils.html import escape
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from legation.offices import queries
from legation.questions.definition import Answer, Kind, Question
from legation.questions.files import FilesField
from legation.web.forms import PartedDateField

PHONE = re.compile(r"^\+?[0-9 ()./-]{5,30}$")
TEXT_LENGTH = 200
LONG_LENGTH = 5000


def countries() -> list[tuple[str, str]]:
    """Code and name of every country in the active language, in its order."""
    return queries.countries(get_language() or "en")


def field_for(question: Question) -> forms.Field:
    """The form field that asks this question."""
    common = {
        "label": str(question.label),
        "help_text": escape(str(question.hint)),
        "required": question.required,
    }
    field = _MAKERS[question.kind](question, common)
    if question.kind is not Kind.STATEMENT:
        field.error_messages["required"] = _missing(question)
    return field


def kept(question: Question, cleaned: Any) -> Answer | None:
    """The cleaned value as it is stored; None: no answer."""
    if cleaned in (None, "", [], False):
        return None
    if question.kind is Kind.SCALE:
        return int(cleaned)
    if isinstance(cleaned, dt.date):
        return cleaned.isoformat()
    return list(cleaned) if question.kind is Kind.MANY else cleaned


def shown(question: Question, answer: Answer | None, files: dict[str, str] | None = None) -> str:
    """The answer in words, in the active language; a text as the person wrote it."""
    if answer is None:
        return ""
    if question.kind in (Kind.CHOICE, Kind.MANY):
        labels = {choice.value: str(choice.label) for choice in question.choices}
        values = answer if isinstance(answer, list) else [str(answer)]
        return ", ".join(labels.get(value, value) for value in values)
    if question.kind is Kind.FILE:
        keys = answer if isinstance(answer, list) else [str(answer)]
        return "\n".join((files or {}).get(key, _("File")) for key in keys)
    in_words: dict[Kind, Callable[[str], str]] = {
        Kind.COUNTRY: lambda code: dict(countries()).get(code, code),
        Kind.DATE: lambda day: formats.date_format(dt.date.fromisoformat(day), "DATE_FORMAT"),
        Kind.STATEMENT: lambda _true: _("Confirmed"),
    }
    return in_words.get(question.kind, str)(str(answer))


def _missing(question: Question) -> str:
    if question.kind in (Kind.CHOICE, Kind.MANY, Kind.SCALE):
        return _("Choose an answer.")
    if question.kind is Kind.COUNTRY:
        return _("Choose a country.")
    if question.kind is Kind.FILE:
        return _("Choose a file.")
    if question.kind is Kind.DATE:
        return _("Enter a date.")
    return _("Enter an answer.")


Common = dict[str, Any]


def _text(question: Question, common: Common) -> forms.Field:
    attributes = {"autocomplete": "name"} if question.role == "name" else {}
    return forms.CharField(
        max_length=question.most or TEXT_LENGTH, widget=forms.TextInput(attributes), **common
    )


def _long(question: Question, common: Common) -> forms.Field:
    widget = forms.Textarea({"rows": 8})
    return forms.CharField(max_length=question.most or LONG_LENGTH, widget=widget, **common)


def _date(question: Question, common: Common) -> forms.Field:
    return PartedDateField(**common)


def _choice(question: Question, common: Common) -> forms.Field:
    choices = [(choice.value, str(choice.label)) for choice in question.choices]
    if not question.required:
        choices.append(("", _("No answer")))
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)


def _many(question: Question, common: Common) -> forms.Field:
    choices = [(choice.value, str(choice.label)) for choice in question.choices]
    return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)


def _country(question: Question, common: Common) -> forms.Field:
    choices = [("", _("Choose a country")), *countries()]
    return forms.ChoiceField(choices=choices, widget=forms.Select({"autocomplete": "country"}), **common)


def _phone(question: Question, common: Common) -> forms.Field:
    wrong = gettext_lazy("Enter a telephone number with its country code, such as +44 20 7946 0000.")
    widget = forms.TextInput({"type": "tel", "autocomplete": "tel", "dir": "ltr"})
    return forms.CharField(
        max_length=30, validators=[RegexValidator(PHONE, message=wrong)], widget=widget, **common
    )


def _email(question: Question, common: Common) -> forms.Field:
    widget = forms.EmailInput({"autocomplete": "email", "dir": "ltr", "spellcheck": "false"})
    field = forms.EmailField(max_length=254, widget=widget, **common)
    field.error_messages["invalid"] = _("Enter an e-mail address such as name@example.org.")
    return field


def _file(question: Question, common: Common) -> forms.Field:
    return FilesField(question.most_files, max_length=255, allow_empty_file=True, **common)


def _statement(question: Question, common: Common) -> forms.Field:
    field = forms.BooleanField(widget=forms.CheckboxInput, **common)
    field.error_messages["required"] = _("You cannot go on without confirming this.")
    return field


def _number(question: Question, common: Common) -> forms.Field:
    widget = forms.TextInput({"inputmode": "numeric", "dir": "ltr"})
    return forms.IntegerField(
        min_value=-(10**9) if question.least is None else question.least,
        max_value=10**9 if question.most is None else question.most,
        widget=widget,
        **common,
    )


def _scale(question: Question, common: Common) -> forms.Field:
    least, most = question.least or 0, question.most or 0
    choices = [(str(value), _scale_label(question, value)) for value in range(least, most + 1)]
    if not question.required:
        choices.append(("", _("No answer")))
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)


def _scale_label(question: Question, value: int) -> str:
    end = question.low if value == question.least else question.high if value == question.most else None
    return f"{value} – {end}" if end else str(value)


_MAKERS: dict[Kind, Callable[[Question, Common], forms.Field]] = {
    Kind.TEXT: _text,
    Kind.LONG: _long,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
    Kind.MANY: _many,
    Kind.COUNTRY: _country,
    Kind.PHONE: _phone,
    Kind.EMAIL: _email,
    Kind.FILE: _file,
    Kind.STATEMENT: _statement,
    Kind.NUMBER: _number,
    Kind.SCALE: _scale,
}
