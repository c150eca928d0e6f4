"""What people and officers say about handing over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from legation.casework.cases.forms import no_turning
from legation.casework.collection.models import Way
from legation.casework.collection.receipts import read_code

_CODE = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}


class WayForm(forms.Form):
    """How it reaches the person."""

    way = forms.ChoiceField(label=_("How do you want to get it?"), choices=Way, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["words-address"] = forms.CharField(
            label=_("Postal address"),
            help_text=_("Only for the post: name, street, place, country, as on an envelope."),
            required=False,
            max_length=500,
            widget=forms.Textarea({"rows": 5, "dir": "auto", "autocomplete": "street-address"}),
        )

    def clean(self) -> dict[str, Any]:
        """What is sent needs an address."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("way") == Way.POST and not data.get("words-address") and not self.errors:
            self.add_error("words-address", _("Enter the address to which we send it."))
        return data


class ReadyForm(forms.Form):
    """What lies ready."""

    items = forms.CharField(
        label=_("What is there to hand over?"),
        help_text=_("The person reads it. Such as: new passport, old passport."),
        max_length=200,
        validators=[no_turning],
    )


class SentForm(forms.Form):
    """Under which number it went into the post."""

    tracking = forms.CharField(
        label=_("Number of the letter"), max_length=60, widget=forms.TextInput({"dir": "ltr"})
    )


class WithoutReceiptForm(forms.Form):
    """How the person was known."""

    proof = forms.CharField(
        label=_("The receipt is lost: how do you know the person?"),
        help_text=_("Such as: passport 300000001, looked at."),
        max_length=200,
    )


class CodeForm(forms.Form):
    """The code of a receipt, scanned or typed."""

    code = forms.CharField(
        label=_("Code of the receipt"),
        help_text=_("Scan it, or type the number and the check secret that stand below it."),
        max_length=80,
        widget=forms.TextInput({**_CODE, "autofocus": True}),
    )

    def clean_code(self) -> tuple[str, str]:
        """Number and secret."""
        found = read_code(self.cleaned_data["code"])
        if found is None:
            raise forms.ValidationError(
                _("This is no code of a receipt: a letter or digit is wrong or missing.")
            )
        return found
