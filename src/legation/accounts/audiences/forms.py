"""The filter of the matrix."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from legation.accounts.audiences.matrix import MEMBER, STRANGER
from legation.accounts.models import Role


class WhoForm(forms.Form):
    """Whose routes to show."""

    who = forms.ChoiceField(
        label=_("What may they open?"),
        required=False,
        choices=[
            ("", _("All routes")),
            (STRANGER, _("Somebody without an account")),
            (MEMBER, _("A member")),
            *Role.choices,
        ],
    )
