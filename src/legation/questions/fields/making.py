"""The form field that asks each kind of question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext as _

from legation.questions.definition import Answer, Kind, Question
from legation.questions.fields.address import AddressField
from legation.questions.fields.countries import countries
from legation.questions.fields.dates import EraDateField, LimitedDateField
from legation.questions.fields.money import MoneyField
from legation.questions.fields.passport import PassportField
from legation.questions.fields.phone import PhoneField
from legation.questions.fields.plain import LineField, PlainField
from legation.questions.fields.together import LikelihoodField, MatrixField, RankingField, mark_shown
from legation.questions.files import FilesField
from legation.questions.kinds import CLOSED

TEXT_LENGTH = 200
LONG_LENGTH = 5000
MOST_BUTTONS = 12  # of more, such as all the offices, a list to open is quicker to look through
HELPED = "questions/field.html"


def field_for(question: Question, country: str = "") -> forms.Field:
    """The form field that asks this question. `country` (ISO 3166, empty: unknown) is where the person
    most likely is: numbers and addresses are read as there."""
    common: Common = {
        "label": str(question.label),
        "help_text": escape(str(question.hint)),
        "required": question.required,
    }
    field = _MAKERS[question.kind](question, common)
    if isinstance(field, PhoneField):
        field.region = country
    if isinstance(field, AddressField):
        field.widget.country = country
    if question.help:
        field.template_name, field.folded = HELPED, question.help  # type: ignore[attr-defined]  # read there
    if question.kind is not Kind.STATEMENT:
        field.error_messages["required"] = _missing(question)
    return field


def kept(question: Question, cleaned: Any) -> Answer | None:
    """The cleaned value as it is stored; None: no answer."""
    if cleaned in (None, "", [], {}, False):
        return None
    if question.kind in (Kind.SCALE, Kind.NPS):
        return int(cleaned)
    if isinstance(cleaned, dt.date):
        return cleaned.isoformat()
    return list(cleaned) if question.kind is Kind.MANY else cleaned


def _missing(question: Question) -> str:
    sentences = {
        Kind.MATRIX: _("Choose an answer in each row."),
        Kind.RANKING: _("Choose a place for each answer."),
        Kind.COUNTRY: _("Choose a country."),
        Kind.FILE: _("Choose a file."),
        Kind.DATE: _("Enter a date."),
        Kind.ADDRESS: _("Enter an address."),
    }
    otherwise = _("Choose an answer.") if question.kind in CLOSED else _("Enter an answer.")
    return sentences.get(question.kind, otherwise)


Common = dict[str, Any]


def _text(question: Question, common: Common) -> forms.Field:
    attributes = {"autocomplete": "name"} if question.role == "name" else {}
    return LineField(max_length=question.most or TEXT_LENGTH, widget=forms.TextInput(attributes), **common)


def _long(question: Question, common: Common) -> forms.Field:
    widget = forms.Textarea({"rows": 8})
    return PlainField(max_length=question.most or LONG_LENGTH, widget=widget, **common)


def _date(question: Question, common: Common) -> forms.Field:
    made = EraDateField if question.roc else LimitedDateField
    return made(question.first, question.last, **common)


def _choice(question: Question, common: Common) -> forms.Field:
    choices = [(choice.value, str(choice.label)) for choice in question.choices]
    if len(choices) > MOST_BUTTONS:
        nothing = _("Choose an answer") if question.required else _("No answer")
        return forms.ChoiceField(choices=[("", nothing), *choices], widget=forms.Select, **common)
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
    return PhoneField(**common)


def _address(question: Question, common: Common) -> forms.Field:
    return AddressField(**common)


def _money(question: Question, common: Common) -> forms.Field:
    assert question.money is not None
    return MoneyField(question.money, **common)


def _passport(question: Question, common: Common) -> forms.Field:
    return PassportField(question.issuer, **common)


def _email(question: Question, common: Common) -> forms.Field:
    widget = forms.EmailInput({"autocomplete": "email", "dir": "ltr", "spellcheck": "false"})
    field = forms.EmailField(max_length=254, widget=widget, **common)
    field.error_messages["invalid"] = _("Enter an e-mail address such as name@example.org.")
    return field


def _file(question: Question, common: Common) -> forms.Field:
    taken = _("JPEG or PNG pictures and PDF, up to 20 MB. We scan every file before anyone opens it.")
    common = {**common, "help_text": f"{common['help_text']} {taken}".strip()}
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
    choices = [(str(value), mark_shown(question, value)) for value in question.marks]
    if not question.required:
        choices.append(("", _("No answer")))
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)


def _likelihood(question: Question, common: Common) -> forms.Field:
    return LikelihoodField(question, **common)


def _matrix(question: Question, common: Common) -> forms.Field:
    return MatrixField(question, **common)


def _ranking(question: Question, common: Common) -> forms.Field:
    return RankingField(question, **common)


_MAKERS: dict[Kind, Callable[[Question, Common], forms.Field]] = {
    Kind.TEXT: _text,
    Kind.LONG: _long,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
    Kind.MANY: _many,
    Kind.COUNTRY: _country,
    Kind.PHONE: _phone,
    Kind.EMAIL: _email,
    Kind.ADDRESS: _address,
    Kind.MONEY: _money,
    Kind.PASSPORT: _passport,
    Kind.FILE: _file,
    Kind.STATEMENT: _statement,
    Kind.NUMBER: _number,
    Kind.SCALE: _scale,
    Kind.NPS: _likelihood,
    Kind.MATRIX: _matrix,
    Kind.RANKING: _ranking,
}
