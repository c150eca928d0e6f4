"""An address, a code from a letter; and what staff say of a list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from legation.surveys.access.models import MOST_KEPT, MOST_LETTERS
from legation.surveys.access.reading import LARGEST
from legation.surveys.access.tokens import read_token
from legation.surveys.models import Survey


class AddressForm(forms.Form):
    """To which address the link goes."""

    use_required_attribute = False

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send the link to it and keep it no longer than that takes."),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "dir": "ltr", "spellcheck": "false"}),
        error_messages={"invalid": _("Enter an e-mail address such as name@example.org.")},
    )


class CodeForm(forms.Form):
    """The code of a letter."""

    use_required_attribute = False

    token = forms.CharField(
        label=_("Code from your invitation"),
        help_text=_("Eight groups of four signs. Capitals and hyphens do not matter."),
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
    )

    def __init__(self, survey: Survey, data: Any = None) -> None:
        super().__init__(data)
        self.survey = survey

    def clean_token(self) -> str:
        token = read_token(self.survey, self.cleaned_data["token"])
        if not token:
            raise forms.ValidationError(_("This is no code of this survey. Compare it with your invitation."))
        return token


class ListForm(forms.Form):
    """A list of people: why they are written to, and how long their addresses are kept."""

    use_required_attribute = False

    file = forms.FileField(
        label=_("List as a CSV file"),
        help_text=_(
            "One person a line: address, language (such as en or zh-hant), and their name if you like. At most"
            " 50,000 lines, UTF-8."
        ),
        widget=forms.FileInput({"accept": ".csv,text/csv"}),
        error_messages={"empty": _("There is nobody in this file.")},
    )
    kept_days = forms.IntegerField(
        label=_("Delete the addresses so many days after the survey is over"),
        min_value=0,
        max_value=MOST_KEPT,
        initial=30,
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, label_suffix="")
        self.fields["words-title"] = forms.CharField(
            label=_("Name of the list"), help_text=_("Only colleagues see it."), max_length=120
        )
        self.fields["words-purpose"] = forms.CharField(
            label=_("Why you write to these people"),
            help_text=_(
                "It stands in each invitation, such as: you came to our event on 10 October. Write it so that"
                " everybody on the list understands it."
            ),
            max_length=300,
            widget=forms.Textarea({"rows": 2}),
        )
        self.order_fields(["words-title", "words-purpose", "file", "kept_days"])

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 10 MB."))
        return upload


class LettersForm(forms.Form):
    """How many links for paper."""

    use_required_attribute = False

    count = forms.IntegerField(label=_("How many letters"), min_value=1, max_value=MOST_LETTERS)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.fields["words-letters"] = forms.CharField(
            label=_("Name of the stack"), help_text=_("Only colleagues see it."), max_length=120
        )
        self.order_fields(["words-letters", "count"])
