"""The forms of a member's account. Each question says why it is asked."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from legation.accounts.members.details import Details
from legation.accounts.members.following import office_name
from legation.offices.queries import all_offices, countries

PHONE = re.compile(r"^\+?[0-9][0-9 ()./-]*$")
DIGITS = range(5, 16)  # E.164 has at most 15


class DetailsForm(forms.Form):
    """Name, telephone and country, with the reason for each."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_(
            "So that we can address you and match your papers: as in your passport or identity card, "
            "in its own script."
        ),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        help_text=_("So that an office can reach you in an emergency. With the country code, such as +886."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel", "dir": "ltr"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["country"] = forms.ChoiceField(
            label=_("Country where you live"),
            help_text=_("So that we know which office is yours when something happens there."),
            choices=[("", _("I do not say")), *countries(get_language() or "en")],
            required=False,
            widget=forms.Select(attrs={"autocomplete": "country"}),
        )

    def clean_phone(self) -> str:
        """Digits of any script become plain ones."""
        given = str(self.cleaned_data["phone"])
        text = "".join(
            str(unicodedata.decimal(sign)) if sign.isdecimal() else unicodedata.normalize("NFKC", sign)
            for sign in given
        )
        digits = sum(sign.isdigit() for sign in text)
        if text and not (PHONE.match(text) and digits in DIGITS):
            raise forms.ValidationError(
                _("Enter a telephone number in digits with the country code, such as +886 2 2348 2999.")
            )
        return text

    def details(self) -> Details:
        """What a valid form says."""
        return Details(**{kind: self.cleaned_data[kind] for kind in ("name", "phone", "country")})


class FollowForm(forms.Form):
    """Which office to follow."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        named = sorted(
            ((office.slug, office_name(office)) for office in all_offices()), key=lambda row: row[1]
        )
        self.fields["office"] = forms.ChoiceField(
            label=_("Office"),
            help_text=_("We send you one e-mail for each new alert there. You can stop it at any time."),
            choices=[("", _("Choose an office")), *named],
            error_messages={"required": _("Choose an office.")},
        )


class TermsForm(forms.Form):
    """Asked again when the terms change."""

    terms = forms.BooleanField(
        label=_("I accept the terms: what I give is accurate and complete, and I keep the law"),
        error_messages={"required": _("Without accepting the terms you cannot use the account.")},
    )


class LeaveForm(forms.Form):
    """Leaving cannot be undone, so it is asked in words."""

    sure = forms.BooleanField(
        label=_("Yes, erase my information and close my account for ever"),
        error_messages={"required": _("Tick the box if you want to leave.")},
    )
