"""The forms of the desk: a new form, a reason, a file to import."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from legation.accounts.models import User
from legation.offices.models import Office
from legation.questions.composing.exchange import LARGEST
from legation.questions.composing.models import ComposedForm, Source
from legation.questions.composing.permissions import places_of
from legation.questions.composing.uses import USES
from legation.questions.models import FormDefinition

MINISTRY = "-"
RESERVED = frozenset({"new", "import"})


class NewForm(forms.Form):
    """Whose the form is, what it is for, what it is called."""

    use_required_attribute = False

    office = forms.ChoiceField(label=gettext_lazy("Whose form it is"))
    use = forms.ChoiceField(label=gettext_lazy("What it is for"), required=False)
    slug = forms.SlugField(
        label=gettext_lazy("Short name"),
        max_length=60,
        help_text=gettext_lazy(
            "Small Latin letters, digits and hyphens, such as lost-passport. It stands in the form’s address "
            "and never changes."
        ),
        widget=forms.TextInput({"dir": "ltr"}),
    )

    def __init__(self, by: User, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, label_suffix="")
        self.places = {place.slug if place else MINISTRY: place for place in places_of(by)}
        chosen = self.fields["office"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [
            (slug, place.text().name if place else _("The ministry, for all offices"))
            for slug, place in self.places.items()
        ]
        used = self.fields["use"]
        assert isinstance(used, forms.ChoiceField)
        used.choices = [*((use.code, use.title) for use in USES.values()), ("", _("Nothing yet"))]

    @property
    def office_chosen(self) -> Office | None:
        """Whose it is; None: the ministry's."""
        return self.places[self.cleaned_data["office"]]

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if slug != slugify(slug) or slug in RESERVED or "_" in slug:
            raise forms.ValidationError(_("Use small Latin letters, digits and hyphens."))
        if (
            ComposedForm.objects.filter(slug=slug).exists()
            or FormDefinition.objects.filter(slug=slug).exists()
        ):
            raise forms.ValidationError(_("There is a form of this short name already."))
        return slug


class TitledForm(NewForm):
    """A new form from nothing; its title in one language to begin with."""

    field_order = ("words-title", "office", "use", "slug")

    def __init__(self, by: User, data: Any = None) -> None:
        super().__init__(by, data)
        self.fields["words-title"] = forms.CharField(
            label=_("Title"), max_length=200, help_text=_("In your language; the others follow.")
        )
        self.order_fields(self.field_order)

    def source(self) -> Source:
        """A form in every language of its office, which asks nothing yet."""
        office = self.office_chosen
        languages = list(office.languages) if office else [code for code, _name in settings.LANGUAGES]
        active = get_language() or ""
        own = active if active in languages else languages[0]
        return {"languages": languages, "title": {own: self.cleaned_data["words-title"]}, "steps": []}


class FileForm(forms.Form):
    """A definition as a file or pasted in."""

    use_required_attribute = False

    file = forms.FileField(label=gettext_lazy("JSON file"), required=False)
    lacking = forms.BooleanField(
        label=gettext_lazy("Take it also where texts are missing; the draft lists them"), required=False
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, label_suffix="")
        self.fields["words-source"] = forms.CharField(
            label=_("or its text"),
            required=False,
            strip=False,
            max_length=LARGEST,
            widget=forms.Textarea({"rows": 12, "dir": "ltr", "spellcheck": "false", "class": "code"}),
        )
        self.order_fields(["file", "words-source", "lacking"])

    def content(self) -> bytes:
        """What was sent, at most a little more than is taken."""
        upload = self.cleaned_data.get("file")
        if upload:
            return bytes(upload.read(LARGEST + 1))
        return str(self.cleaned_data.get("words-source") or "").encode("utf-8", "surrogatepass")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("file") and not data.get("words-source"):
            raise forms.ValidationError(_("Choose a file, or paste its text."))
        return data


class ImportForm(NewForm):
    """A new form from a file: whose it is and what it is called; the file stands in a `FileForm`."""


class ReasonForm(forms.Form):
    """Why a draft is given back, or a form withdrawn."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, label: str) -> None:
        super().__init__(data, label_suffix="")
        self.fields["words-reason"] = forms.CharField(
            label=label, max_length=500, widget=forms.Textarea({"rows": 3})
        )

    @property
    def reason(self) -> str:
        """What was written."""
        return str(self.cleaned_data["words-reason"])
