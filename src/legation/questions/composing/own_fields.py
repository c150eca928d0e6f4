"""The fields that only some kinds of question have on their page."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _

from legation.questions.composing.texts_form import TextsForm, number_field
from legation.questions.definition import MOST_FILES
from legation.questions.kinds import Kind
from legation.questions.reading_questions import MOST_CHARACTERS, MOST_RANKED


def add_own_fields(form: TextsForm, kind: Kind) -> None:
    """What only questions of this kind have."""
    value = form.value
    if kind in (Kind.TEXT, Kind.LONG):
        form.fields["most"] = number_field(
            _("At most so many characters"), value.get("most"), 1, MOST_CHARACTERS
        )
    elif kind is Kind.FILE:
        form.fields["most"] = number_field(_("At most so many files"), value.get("most"), 1, MOST_FILES)
    elif kind is Kind.RANKING:
        hint = _("Empty: everything is put in order.")
        form.fields["most"] = number_field(_("How many places are given"), value.get("most"), 1, MOST_RANKED)
        form.fields["most"].help_text = hint
    elif kind in (Kind.NUMBER, Kind.SCALE, Kind.MATRIX):
        _matrix_columns(form, kind)
        form.fields["least"] = number_field(_("The least"), value.get("least"), -(10**9), 10**9)
        form.fields["most"] = number_field(_("The most"), value.get("most"), -(10**9), 10**9)
    if kind in (Kind.SCALE, Kind.NPS, Kind.MATRIX):
        form.add_texts("low", _("Words at the low end"), value.get("low"))
        form.add_texts("high", _("Words at the high end"), value.get("high"))
    elif kind is Kind.DATE:
        hint = _("Such as 2026-01-31, or today.")
        form.fields["first"] = _day(_("Not before"), value.get("first"), hint)
        form.fields["last"] = _day(_("Not after"), value.get("last"), hint)
        form.fields["roc"] = forms.BooleanField(
            label=_("The year may also be written in the calendar of the Republic of China"),
            required=False,
            initial=value.get("roc", False),
        )
    elif kind is Kind.MONEY:
        form.fields["currency"] = forms.RegexField(
            r"^[A-Z]{3}$",
            label=_("Currency"),
            initial=value.get("currency", "TWD"),
            help_text=_("Such as TWD."),
        )
        for key, label in (("least", _("The least")), ("most", _("The most"))):
            form.fields[key] = forms.RegexField(
                r"^[0-9]{1,12}(\.[0-9]{1,3})?$", label=label, initial=value.get(key), required=False
            )
    elif kind is Kind.PASSPORT:
        form.fields["issuer"] = forms.RegexField(
            r"^[A-Z]{3}$",
            label=_("Only passports issued by"),
            initial=value.get("issuer"),
            required=False,
            help_text=_("Three letters as in the passport, such as TWN. Empty: any passport."),
        )


def _matrix_columns(form: TextsForm, kind: Kind) -> None:
    """Whether the rows of a matrix are answered with a mark or with a choice."""
    if kind is not Kind.MATRIX:
        return
    form.fields["columns"] = forms.ChoiceField(
        label=_("What each row is answered with"),
        choices=[
            ("scale", _("A mark from the least to the most")),
            ("choices", _("One of the choices below")),
        ],
        initial="choices" if form.value.get("choices") else "scale",
        widget=forms.RadioSelect,
    )


def _day(label: str, value: object, hint: str) -> forms.RegexField:
    return forms.RegexField(
        r"^([0-9]{4}-[0-9]{2}-[0-9]{2}|today)$",
        label=label,
        initial=value,
        required=False,
        help_text=hint,
        widget=forms.TextInput({"dir": "ltr", "size": 12}),
    )
