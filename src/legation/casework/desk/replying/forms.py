"""The form of a text, in all languages of the site."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from legation.casework.cases.forms import LONGEST, no_turning
from legation.casework.cases.models import Kind, Matter
from legation.casework.desk.replying.models import STATES
from legation.casework.desk.replying.queries import LANGUAGES
from legation.offices.models import Office

ANY = ("", _("Any"))
EVERY_OFFICE = "every"


class TemplateForm(forms.Form):
    """Where it is offered, and title and text in each language; at least one language is whole."""

    office = forms.ChoiceField(label=_("Office"))
    kind = forms.ChoiceField(label=_("Kind"), choices=[ANY, *Kind.choices], required=False)
    matter = forms.ChoiceField(label=_("Matter"), choices=[ANY, *Matter.choices], required=False)
    state = forms.ChoiceField(label=_("State"), choices=[ANY, *STATES], required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput(), required=False, min_value=0, max_value=10**6)

    def __init__(self, *args: Any, offices: list[Office | None], fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {office.slug if office else EVERY_OFFICE: office for office in offices}
        named = [
            (slug, office.text().name if office else _("Every office"))
            for slug, office in self.offices.items()
        ]
        self.fields["office"].choices = named  # type: ignore[attr-defined]  # a choice field
        if fixed:
            for name in ("office", "kind", "matter", "state"):
                del self.fields[name]
        for code in LANGUAGES:
            self.fields[f"title-{code}"] = forms.CharField(
                label=_("Title"),
                max_length=120,
                required=False,
                validators=[no_turning],
                widget=forms.TextInput({"dir": "auto"}),
            )
            text = forms.CharField(
                label=_("Text"),
                max_length=LONGEST,
                required=False,
                widget=forms.Textarea({"rows": 8, "dir": "auto"}),
            )
            text.widget.attrs.pop("maxlength", None)
            self.fields[f"text-{code}"] = text

    def by_language(self) -> list[tuple[str, str, BoundField, BoundField]]:
        """Code, native name, title and text of each language."""
        return [(code, name, self[f"title-{code}"], self[f"text-{code}"]) for code, name in LANGUAGES.items()]

    def clean(self) -> dict[str, Any]:
        """A language is written whole or not at all, and brackets come in pairs."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for code in LANGUAGES:
            title, text = data.get(f"title-{code}", ""), data.get(f"text-{code}", "")
            if bool(title) != bool(text):
                missing = "text" if title else "title"
                self.add_error(f"{missing}-{code}", _("Write title and text, or neither."))
            if text.count("[[") != text.count("]]"):
                self.add_error(f"text-{code}", _("Close each pair of double brackets: [[…]]."))
        if not self.errors and not self.texts:
            raise ValidationError(_("Write title and text in one language at least."))
        return data

    @property
    def texts(self) -> dict[str, dict[str, str]]:
        """What is written, by language. Only once cleaned."""
        data = self.cleaned_data
        return {
            code: {"title": data[f"title-{code}"], "text": data[f"text-{code}"].replace("\r\n", "\n")}
            for code in LANGUAGES
            if data.get(f"title-{code}") and data.get(f"text-{code}")
        }

    @property
    def chosen_office(self) -> Office | None:
        """Only after `is_valid()`."""
        return self.offices[self.cleaned_data["office"]]
