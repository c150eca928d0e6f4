"""The choices of a question on its page: a row for each, and a few empty ones to write more into."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _

from legation.questions.composing.places import Loose
from legation.questions.composing.texts_form import TextsForm, number_field
from legation.questions.reading_questions import VALUE

SPARE_CHOICES = 3
MOST_CHOICES = 100


def choices_of(form: TextsForm) -> list[tuple[str, object]]:
    """Value and words of every choice, and a few empty ones to write more into."""
    kept = [(str(choice.get("value", "")), choice.get("label")) for choice in form.value.get("choices") or []]
    spare = min(SPARE_CHOICES, max(MOST_CHOICES - len(kept), 0))
    return [*kept, *[("", None)] * spare]


def add_choices(form: TextsForm) -> None:
    """Fields for every choice."""
    for number, (value, label) in enumerate(choices_of(form)):
        form.add_texts(f"choice-{number}-", _("Words of the choice"), label)
        form.fields[f"value-{number}"] = forms.CharField(
            label=_("Short name"),
            required=False,
            max_length=40,
            initial=value,
            disabled=bool(value),
            widget=forms.TextInput({"dir": "ltr", "size": 12}),
        )
        form.fields[f"place-{number}"] = number_field(_("Position"), number + 1 if value else None, 1, 999)
        if value:
            form.fields[f"remove-{number}"] = forms.BooleanField(label=_("Take it away"), required=False)


def check_choices(form: TextsForm, data: dict[str, Any]) -> None:
    """Short names can stand in the form’s JSON, and each stands there once."""
    kept = {value for value, _label in choices_of(form) if value}
    for number, (value, _label) in enumerate(choices_of(form)):
        written = data.get(f"value-{number}") or ""
        if value or not written:
            continue
        if not VALUE.fullmatch(written):
            form.add_error(f"value-{number}", _("Use small Latin letters, digits and hyphens."))
        elif written in kept:
            form.add_error(f"value-{number}", _("Another choice has this short name."))
        kept.add(written)


def kept_choices(form: TextsForm) -> list[Loose]:
    """The choices as they are to be kept, in the order of their positions; of two at the same position the
    one that was put there stands first."""
    rows: list[tuple[int, bool, int, Loose]] = []
    taken = {value for value, _label in choices_of(form) if value}
    for number, (value, _label) in enumerate(choices_of(form)):
        words = form.texts(f"choice-{number}-")
        written = value or form.cleaned_data.get(f"value-{number}") or ""
        if form.cleaned_data.get(f"remove-{number}") or not (words or written):
            continue
        name = written or _fresh_value(words, taken)
        taken.add(name)
        place = form.cleaned_data.get(f"place-{number}")
        stands = place in (None, number + 1)
        rows.append((1000 if place is None else place, stands, number, {"value": name, "label": words}))
    return [row[3] for row in sorted(rows, key=lambda row: row[:3])]


def _fresh_value(words: dict[str, str], taken: set[str]) -> str:
    stem = slugify(words.get("en", "")).replace("_", "-")[:30].strip("-")
    if stem and stem not in taken and VALUE.fullmatch(stem):
        return stem
    return next(name for number in range(1, 1000) if (name := f"choice-{number}") not in taken)
