"""What a letter and a question about the policy consist of.

The fields are made once; each form has copies of them. To make them anew took as long as to judge them.
"""

from __future__ import annotations

import copy
from collections.abc import Callable

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from legation.casework.cases.forms import no_turning, words
from legation.casework.cases.models import Matter
from legation.kernel.rows import row_of
from legation.offices.models import Office
from legation.offices.queries import is_country
from legation.questions.fields import countries
from legation.questions.files import FilesField

MOST_FILES = 5
UNWRITTEN = ("website", "statement", "files")
MATTERS = (Matter.QUESTION, Matter.SUGGESTION, Matter.COMPLAINT, Matter.CONSULAR)


def _name(*, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=_("Your name"),
        required=required,
        max_length=120,
        validators=[no_turning],
        widget=forms.TextInput({"autocomplete": "name", "dir": "auto"}),
    )


def _email() -> forms.EmailField:
    return forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send a link there, and take up your letter once you have followed it."),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "dir": "ltr", "spellcheck": "false"}),
        error_messages={"invalid": _("Enter an e-mail address such as name@example.org.")},
    )


class OfficeField(forms.ChoiceField):
    """An office abroad. Only the one that was chosen is looked up, and kept as `chosen`: to read all of
    them took longer than all else that a letter needs."""

    chosen: Office | None = None

    def valid_value(self, value: str) -> bool:
        """Whether there is such an office."""
        if "\x00" in value:  # which PostgreSQL takes in no question
            return False
        self.chosen = row_of(Office, slug=value, is_duty_desk=False)
        return self.chosen is not None


class CountryField(forms.ChoiceField):
    """A country; their names are put together only where they are shown."""

    def valid_value(self, value: str) -> bool:
        """Whether it is the code of a country."""
        return is_country(value)


class _Fields(dict[str, forms.Field]):
    """The fields of a form. Forms share those that keep nothing; each has its own of the office, which keeps
    what was chosen, and of the files, which show what is there. To copy all took longer than to judge them."""

    def __deepcopy__(self, memo: dict[int, object]) -> dict[str, forms.Field]:
        own: dict[str, forms.Field] = dict(self)
        for name in self.keys() & {"office", "files"}:
            own[name] = copy.deepcopy(self[name], memo) if name == "files" else copy.copy(self[name])
        return own


def _asking(fields: dict[str, forms.Field]) -> Callable[[type[PersonForm]], type[PersonForm]]:
    """Class decorator: the fields that follow those which all forms have; their names need not be Python's."""

    def add(form: type[PersonForm]) -> type[PersonForm]:
        form.base_fields = _Fields({**form.base_fields, **fields})
        return form

    return add


class PersonForm(forms.Form):
    """What every form of the mailbox has in common: a trap for machines, and the person's address."""

    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )
    words_field = ""

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("Empty the field that says so: only machines fill it in."))
        return ""

    @property
    def office(self) -> Office | None:
        """The office that the person chose."""
        field = self.fields.get("office")
        return field.chosen if isinstance(field, OfficeField) else None

    @property
    def matter(self) -> str:
        """The class of the case."""
        return str(self.cleaned_data["matter"])

    def answers(self) -> list[dict[str, object]]:
        """Questions and answers in words, for checking. Only after `is_valid()`."""
        rows: list[dict[str, object]] = []
        for name, field in self.fields.items():
            if name in UNWRITTEN:
                continue
            value = self.cleaned_data[name]
            if isinstance(field, OfficeField):
                value = dict(field.choices).get(field.chosen.slug, field.chosen.slug) if field.chosen else ""  # type: ignore[arg-type]  # flat choices
            elif isinstance(field, forms.ChoiceField):
                value = dict(field.choices).get(value, "") if value else ""  # type: ignore[arg-type]  # flat choices
            if isinstance(value, bool):
                value = _("Yes") if value else _("No")
            rows.append({"key": field.label, "value": value, "ltr": name == "email"})
        return rows


@_asking(
    {
        "name": _name(),
        "email": _email(),
        "unsafe": forms.BooleanField(
            label=_("It is not safe to contact me: send me nothing"),
            help_text=_(
                "For those whose mail or telephone somebody else may watch. You then get a number and a secret at "
                "once, and read our answer here with them. You may leave the address empty."
            ),
            required=False,
        ),
        "country": CountryField(
            label=_("The country you live in"),
            required=False,
            choices=lambda: [("", _("Not said")), *countries()],
            widget=forms.Select({"autocomplete": "country"}),
        ),
        "office": OfficeField(
            label=_("The office it concerns"),
            help_text=_("Leave it open, and the ministry itself takes up your letter."),
            required=False,
            choices=lambda: [("", _("The ministry")), *_offices()],
        ),
        "matter": forms.ChoiceField(
            label=_("What is it about?"),
            choices=[(matter.value, matter.label) for matter in MATTERS],
            widget=forms.RadioSelect(),
            error_messages={"required": _("Choose what your letter is about.")},
        ),
        "words-letter": words(
            _("Your letter"),
            hint=_("In any language. Do not write passport numbers or passwords; we ask where we need them."),
            rows=12,
        ),
        "files": FilesField(
            MOST_FILES,
            label=_("Files that belong to it"),
            help_text=_(
                "JPEG or PNG pictures and PDF, up to 20 MB. We scan every file before anyone opens it."
            ),
            required=False,
        ),
        "statement": forms.BooleanField(
            label=_("What I write is true to my knowledge, and I want an answer."),
            error_messages={"required": _("Confirm the statement to send your letter.")},
        ),
    }
)
class LetterForm(PersonForm):
    """A letter to the Minister."""

    words_field = "words-letter"

    def clean(self) -> dict[str, object]:
        """The address may be left out by those to whom nothing is sent."""
        data: dict[str, object] = super().clean() or self.cleaned_data
        if data.get("unsafe") and not self.data.get("email", "").strip():
            self.errors.pop("email", None)
            data["email"] = ""
        return data


@_asking(
    {
        "name": _name(required=False),
        "email": _email(),
        "words-question": words(_("Your question"), hint=_("In any language."), rows=8),
    }
)
class PolicyQuestionForm(PersonForm):
    """A question about the privacy and security policy; a name is not needed."""

    words_field = "words-question"

    @property
    def matter(self) -> str:
        """Always the policy."""
        return Matter.POLICY


def _offices() -> list[tuple[str, str]]:
    language = get_language() or "en"
    offices = Office.objects.filter(is_duty_desk=False, texts__isnull=False).distinct()
    named = [(office.slug, office.in_lists(language)) for office in offices.prefetch_related("texts")]
    return sorted(named, key=lambda pair: pair[1])
