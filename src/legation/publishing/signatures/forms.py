"""The form in which the second person decides on an emergency alert."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class DecisionForm(forms.Form):
    """Confirm or withdraw; a withdrawal says why."""

    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("confirm", _("Confirm: it stays published")), ("withdraw", _("Withdraw it now"))],
        widget=forms.RadioSelect,
    )
    explanation = forms.CharField(
        label=_("Why it is withdrawn"),
        help_text=_("The public reads it where the alert was."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_explanation(self) -> str:
        """Raises ValidationError for a withdrawal without a word."""
        text: str = self.cleaned_data["explanation"].strip()
        if self.cleaned_data.get("decision") == "withdraw" and not text:
            raise forms.ValidationError(_("Say why it is withdrawn."))
        return text
