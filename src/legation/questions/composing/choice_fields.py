"""Lists of words on the page of a question, its choices or its rows: a line for each, and a few empty ones
to write more into."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from legation.questions.composing.places import Loose, words_of
from legation.questions.composing.texts_form import TextsForm, number_field
from legation.questions.kinds import CHOOSING, Kind
from legation.questions.reading_questions import VALUE

SPARE_CHOICES = 3
MOST_CHOICES = 100


@dataclass(frozen=True)
class Listing:
    """One such list: `key` in the form's JSON, `stem` of the names of its fields."""

    key: str
    stem: str
    title: str | Promise
    legend: str | Promise

    @property
    def prefix(self) -> str:
        """Before the names of its plain fields."""
        return "" if self.key == "choices" else f"{self.stem}-"


CHOICES = Listing("choices", "choice", gettext_lazy("Choices"), gettext_lazy("Words of the choice"))
ROWS = Listing("rows", "row", gettext_lazy("Rows"), gettext_lazy("Words of the row"))
NEEDED: dict[str, tuple[Listing, ...]] = {
    **dict.fromkeys((*CHOOSING, Kind.RANKING), (CHOICES,)),
    Kind.MATRIX: (ROWS,),
}
POSSIBLE: dict[str, tuple[Listing, ...]] = {**NEEDED, Kind.MATRIX: (ROWS, CHOICES)}
PLAIN = tuple(f"{one.prefix}{name}-" for one in (CHOICES, ROWS) for name in ("value", "place", "remove"))


def listings(kind: str) -> tuple[Listing, ...]:
    """The lists that a question of this kind can have."""
    return POSSIBLE.get(kind, ())


def lacking(item: Loose) -> Iterator[Listing]:
    """The lists that the question needs and in which nothing stands yet."""
    for listing in NEEDED.get(str(item.get("kind")), ()):
        if not item.get(listing.key):
            yield listing


def listed(form: TextsForm, listing: Listing) -> list[tuple[str, object]]:
    """Value and words of everything in the list, and a few empty ones to write more into."""
    kept = [(str(line.get("value", "")), line.get("label")) for line in form.value.get(listing.key) or []]
    spare = min(SPARE_CHOICES, max(MOST_CHOICES - len(kept), 0))
    return [*kept, *[("", None)] * spare]


def add_lines(form: TextsForm, listing: Listing) -> None:
    """Fields for every line of the list."""
    for number, (value, label) in enumerate(listed(form, listing)):
        form.add_texts(f"{listing.stem}-{number}-", listing.legend, label)
        form.fields[f"{listing.prefix}value-{number}"] = forms.CharField(
            label=_("Short name"),
            required=False,
            max_length=40,
            initial=value,
            disabled=bool(value),
            widget=forms.TextInput({"dir": "ltr", "size": 12}),
        )
        place = number_field(_("Position"), number + 1 if value else None, 1, 999)
        form.fields[f"{listing.prefix}place-{number}"] = place
        if value:
            form.fields[f"{listing.prefix}remove-{number}"] = forms.BooleanField(
                label=_("Take it away"), required=False
            )


def line_rows(form: TextsForm, listing: Listing, *, ends: bool) -> list[dict[str, Any]]:
    """A line as the page shows it: its texts, its place, and the box that takes it away. `ends`: the form
    may end with it."""
    return [
        {
            "number": number,
            "anchor": f"{listing.stem}-{number}",
            "value": value,
            "group": next(form.groups(f"{listing.stem}-{number}-")),
            "name": form[f"{listing.prefix}value-{number}"],
            "place": form[f"{listing.prefix}place-{number}"],
            "remove": form[f"{listing.prefix}remove-{number}"] if value else None,
            "ends": ends and bool(value),
            "words": words_of(label),
        }
        for number, (value, label) in enumerate(listed(form, listing))
    ]


def check_lines(form: TextsForm, listing: Listing, data: dict[str, Any]) -> None:
    """Short names can stand in the form’s JSON, and each stands there once."""
    kept = {value for value, _label in listed(form, listing) if value}
    for number, (value, _label) in enumerate(listed(form, listing)):
        name = f"{listing.prefix}value-{number}"
        written = data.get(name) or ""
        if value or not written:
            continue
        if not VALUE.fullmatch(written):
            form.add_error(name, _("Use small Latin letters, digits and hyphens."))
        elif written in kept:
            form.add_error(name, _("Another choice has this short name."))
        kept.add(written)


def kept_lines(form: TextsForm, listing: Listing) -> list[Loose]:
    """The list as it is to be kept, in the order of its positions; of two at the same position the one that
    was put there stands first."""
    rows: list[tuple[int, bool, int, Loose]] = []
    taken = {value for value, _label in listed(form, listing) if value}
    for number, (value, _label) in enumerate(listed(form, listing)):
        words = form.texts(f"{listing.stem}-{number}-")
        written = value or form.cleaned_data.get(f"{listing.prefix}value-{number}") or ""
        if form.cleaned_data.get(f"{listing.prefix}remove-{number}") or not (words or written):
            continue
        name = written or _fresh_value(words, taken, listing.stem)
        taken.add(name)
        place = form.cleaned_data.get(f"{listing.prefix}place-{number}")
        stands = place in (None, number + 1)
        rows.append((1000 if place is None else place, stands, number, {"value": name, "label": words}))
    return [row[3] for row in sorted(rows, key=lambda row: row[:3])]


def _fresh_value(words: dict[str, str], taken: set[str], stem: str) -> str:
    found = slugify(words.get("en", "")).replace("_", "-")[:30].strip("-")
    if found and found not in taken and VALUE.fullmatch(found):
        return found
    return next(name for number in range(1, 1000) if (name := f"{stem}-{number}") not in taken)
