"""The forms of the desk for members."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import SuspensionReason


class FindForm(forms.Form):
    """Only an exact address finds anybody."""

    email = forms.EmailField(
        label=_("E-mail address of the member"),
        help_text=_("The exact address. The member sees that you looked."),
        max_length=254,
    )


class SuspensionForm(forms.Form):
    """Why and how long."""

    reason = forms.ChoiceField(
        label=_("Reason"), choices=SuspensionReason, help_text=_("The notice to the member names it.")
    )
    days = forms.TypedChoiceField(
        label=_("For how long"),
        choices=[
            ("7", _("7 days")),
            ("30", _("30 days")),
            ("180", _("180 days")),
            ("", _("Until it is lifted")),
        ],
        required=False,
        coerce=int,
        empty_value=None,
    )
