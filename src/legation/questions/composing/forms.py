"""The pages of the composer: the form itself, a step, a question with its choices, an ending."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from legation.questions.composing.choice_fields import (
    CHOICES,
    PLAIN,
    Listing,
    add_lines,
    check_lines,
    kept_lines,
    line_rows,
    listings,
)
from legation.questions.composing.own_fields import add_own_fields
from legation.questions.composing.places import Loose
from legation.questions.composing.texts_form import TextsForm, number_field
from legation.questions.definition import MOST_ENTRIES
from legation.questions.kinds import Kind
from legation.questions.reading_questions import (
    LONGEST_RETENTION,
    PATH,
    ROLES,
)
from legation.questions.source import ID, RESERVED

KINDS = {
    Kind.TEXT: gettext_lazy("A short text"),
    Kind.LONG: gettext_lazy("A long text"),
    Kind.CHOICE: gettext_lazy("One of several choices"),
    Kind.MANY: gettext_lazy("Any of several choices"),
    Kind.DATE: gettext_lazy("A date"),
    Kind.COUNTRY: gettext_lazy("A country"),
    Kind.ADDRESS: gettext_lazy("A postal address"),
    Kind.PHONE: gettext_lazy("A telephone number"),
    Kind.EMAIL: gettext_lazy("An e-mail address"),
    Kind.PASSPORT: gettext_lazy("A passport number"),
    Kind.NUMBER: gettext_lazy("A whole number"),
    Kind.MONEY: gettext_lazy("An amount of money"),
    Kind.SCALE: gettext_lazy("A mark on a scale"),
    Kind.NPS: gettext_lazy("How likely, from 0 to 10"),
    Kind.MATRIX: gettext_lazy("Several rows with one scale or the same choices"),
    Kind.RANKING: gettext_lazy("An order of several choices"),
    Kind.FILE: gettext_lazy("A file"),
    Kind.STATEMENT: gettext_lazy("A statement to confirm"),
}
PARTS_PLAYED = {
    "name": gettext_lazy("The person’s name"),
    "email": gettext_lazy("The address to which we write"),
    "phone": gettext_lazy("The telephone on which we call"),
    "residence": gettext_lazy("The country where the person lives"),
}


def _days(label: Any, value: object, hint: Any, least: int = 1) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        initial=value,
        help_text=hint,
        min_value=least,
        max_value=LONGEST_RETENTION,
        widget=forms.TextInput({"inputmode": "numeric", "dir": "ltr", "size": 6}),
    )


class FormPart(TextsForm):
    """Title, introduction, languages and retention of the whole form."""

    def build(self) -> None:
        self.add_texts("title", _("Title"), self.value.get("title"))
        hint = _("What people need at hand, and how long it takes.")
        self.add_texts("intro", _("Introduction"), self.value.get("intro"), hint=hint, rows=5)
        self.fields["languages"] = forms.MultipleChoiceField(
            label=_("Languages"),
            choices=settings.LANGUAGES,
            initial=self.value.get("languages"),
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Taking a language away takes its texts away too; that can be undone."),
        )
        hint = _("The answers are erased so many days after the case ended. Empty: as the data map says.")
        self.fields["retention"] = _days(
            _("Days for which answers are kept"), self.value.get("retention"), hint
        )

    def result(self) -> Loose:
        """The part as it is to be kept."""
        chosen = self.cleaned_data["languages"]
        first = [code for code in self.value.get("languages", []) if code in chosen]
        found: Loose = {
            "languages": [*first, *(code for code in chosen if code not in first)],
            "title": self.texts("title"),
            **self.optional_texts("intro"),
        }
        if self.cleaned_data["retention"] is not None:
            found["retention"] = self.cleaned_data["retention"]
        return found


class StepPart(TextsForm):
    """Title and hint of a step, and whether it is answered several times."""

    def build(self) -> None:
        value, repeat = self.value, self.value.get("repeat") or {}
        self.add_texts("title", _("Title"), value.get("title"))
        self.add_texts("hint", _("Hint"), value.get("hint"), rows=2)
        helping = value.get("help") or {}
        self.add_texts("help-title", _("Title of the help"), helping.get("title"))
        self.add_texts("help-text", _("Help text"), helping.get("text"), rows=3)
        self.fields["repeats"] = forms.BooleanField(
            label=_("People answer this step several times, such as once for each child"),
            required=False,
            initial="repeat" in value,
        )
        self.fields["least"] = number_field(_("At least so many times"), repeat.get("least"), 0, MOST_ENTRIES)
        self.fields["most"] = number_field(_("At most so many times"), repeat.get("most"), 1, MOST_ENTRIES)
        self.add_texts(
            "entry", _("What one entry is called"), repeat.get("entry"), hint=_("Such as “Child”.")
        )
        self.add_texts(
            "add", _("Button for one more"), repeat.get("add"), hint=_("Such as “Add another child”.")
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("repeats"):
            _check_ends(self, data)
        return data

    def result(self) -> Loose:
        """The part as it is to be kept."""
        found: Loose = {"title": self.texts("title"), **self.optional_texts("hint"), **self.help()}
        if self.cleaned_data["repeats"]:
            found["repeat"] = {
                "entry": self.texts("entry"),
                "add": self.texts("add"),
                **_given(self.cleaned_data, "least", "most"),
            }
        return found


class QuestionPart(TextsForm):
    """One question of any kind. `value["kind"]` decides which fields there are."""

    def __init__(
        self, languages: list[str], value: Loose, data: Any = None, *, eligibility: bool = False
    ) -> None:
        self.kind = Kind(value.get("kind", Kind.TEXT))
        self.eligibility = eligibility
        super().__init__(languages, value, data)

    def build(self) -> None:
        value, helping = self.value, self.value.get("help") or {}
        self.add_texts("label", _("Question"), value.get("label"), rows=2)
        self.add_texts("hint", _("Hint"), value.get("hint"), rows=2)
        self.add_texts("help-title", _("Title of the help"), helping.get("title"))
        self.add_texts("help-text", _("Help text"), helping.get("text"), rows=3)
        if not self.eligibility:
            self.fields["required"] = forms.BooleanField(
                label=_("It must be answered"), required=False, initial=value.get("required", True)
            )
        add_own_fields(self, self.kind)
        roles = [(role, PARTS_PLAYED[role]) for role, kind in ROLES.items() if kind is self.kind]
        if roles and not self.eligibility:
            self.fields["role"] = forms.ChoiceField(
                label=_("What the answer is used for"),
                choices=[("", _("Nothing but reading it")), *roles],
                required=False,
                initial=value.get("role", ""),
            )
        if not self.eligibility:
            hint = _("Only where this answer is erased earlier than the rest of the form.")
            label = _("Days for which the answer is kept")
            self.fields["retention"] = _days(label, value.get("retention"), hint, 0)
        for listing in listings(self.kind):
            add_lines(self, listing)

    def lists(self) -> list[tuple[Listing, list[dict[str, Any]]]]:
        """The choices and the rows, as far as the kind has them, each with its lines."""
        return [
            (listing, line_rows(self, listing, ends=self.eligibility and listing is CHOICES))
            for listing in listings(self.kind)
        ]

    def settings_fields(self) -> list[forms.BoundField]:
        """The plain fields that belong to no choice or row."""
        return [bound for bound in self.plain() if not bound.name.startswith(PLAIN)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        _check_ends(self, data)
        for listing in listings(self.kind):
            check_lines(self, listing, data)
        return data

    def result(self) -> Loose:
        """The part as it is to be kept."""
        data = self.cleaned_data
        found: Loose = {"kind": str(self.kind), "label": self.texts("label"), **self.optional_texts("hint")}
        found |= self.help() | self.optional_texts("low", "high")
        if not data.get("required", True):
            found["required"] = False
        found |= _given(data, "least", "most", "first", "last", "currency", "issuer", "role", "retention")
        if data.get("roc"):
            found["roc"] = True
        for listing in listings(self.kind):
            found[listing.key] = kept_lines(self, listing)
        return found if self.kind is not Kind.MATRIX else self._with_columns(found)

    def _with_columns(self, found: Loose) -> Loose:
        """A matrix as it is to be kept: with its choices or with its scale."""
        marked = self.cleaned_data["columns"] == "scale"
        left_out = ("choices",) if marked else ("least", "most", "low", "high")
        return {key: value for key, value in found.items() if key not in left_out}


class EndingPart(TextsForm):
    """Where the journey of whoever gives this answer ends, and what to do instead."""

    def build(self) -> None:
        value = self.value
        self.fields["ends"] = forms.BooleanField(
            label=_("Whoever answers this need not apply: the form ends here"),
            required=False,
            initial=bool(value),
        )
        self.add_texts("title", _("Title of the ending"), value.get("title"))
        self.add_texts("text", _("Text of the ending"), value.get("text"), rows=4)
        self.fields["path"] = forms.CharField(
            label=_("Page of this site to go on to"),
            required=False,
            max_length=200,
            initial=value.get("path"),
            help_text=_("What stands after the language in its address, such as services/."),
            widget=forms.TextInput({"dir": "ltr"}),
        )
        self.add_texts("link", _("Words of the link"), value.get("link"))

    def clean_path(self) -> str:
        path = str(self.cleaned_data["path"] or "").strip().lstrip("/")
        if not PATH.fullmatch(path):
            raise forms.ValidationError(_("Use small Latin letters, digits, hyphens and slashes."))
        return path

    def result(self) -> Loose:
        """The part as it is to be kept; empty where nothing ends."""
        if not self.cleaned_data["ends"]:
            return {}
        found: Loose = {"title": self.texts("title"), "text": self.texts("text")}
        if path := self.cleaned_data["path"]:
            found["path"] = path
        if path or self.texts("link"):
            found["link"] = self.texts("link")
        return found


def name_field(taken: set[str]) -> forms.CharField:
    """The lasting short name of a step or question."""

    def check(value: str) -> None:
        if not ID.fullmatch(value) or value in RESERVED:
            raise forms.ValidationError(
                _("Use small Latin letters, digits and hyphens; begin with a letter.")
            )
        if value in taken:
            raise forms.ValidationError(_("There is a part of this short name already."))

    return forms.CharField(
        label=_("Short name"),
        required=False,
        max_length=40,
        validators=[check],
        help_text=_("Stands in addresses and exports and never changes. Empty: made from the English words."),
        widget=forms.TextInput({"dir": "ltr"}),
    )


def _given(data: dict[str, Any], *keys: str) -> Loose:
    return {key: data[key] for key in keys if data.get(key) not in (None, "")}


def _check_ends(form: TextsForm, data: dict[str, Any]) -> None:
    """The least is not more than the most, the first day not after the last."""
    least, most = data.get("least"), data.get("most")
    if least not in (None, "") and most not in (None, "") and float(str(least)) > float(str(most)):
        form.add_error("least", _("The least is more than the most."))
    first, last = data.get("first") or "", data.get("last") or ""
    if first and last and "today" not in (first, last) and first > last:
        form.add_error("first", _("The first day is after the last."))
