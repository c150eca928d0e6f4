"""The forms of a member's account."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class NameForm(forms.Form):
    """The corrected name."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As in your passport or identity card, in its own script."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
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
