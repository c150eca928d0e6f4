"""What the security officer writes about a finding."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from legation.web.forms import PartedDateField


class AcceptForm(forms.Form):
    """Until when a risk is accepted, and why."""

    until = PartedDateField(label=_("Accept the risk until"), help_text=_("At most ninety days ahead."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words-reason"] = forms.CharField(
            label=_("Why it can be accepted"), max_length=300, widget=forms.Textarea({"rows": 3})
        )
