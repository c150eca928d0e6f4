"""What the security officer writes about an incident."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from legation.defence.incidents.models import Kind, Status


class IncidentForm(forms.Form):
    """A new incident; the summary's field is free text."""

    kind = forms.ChoiceField(label=_("What happened"), choices=Kind)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words-summary"] = forms.CharField(
            label=_("In one sentence"), help_text=_("Name no person."), max_length=300
        )


class EvidenceForm(forms.Form):
    """A file, or words, as evidence."""

    file = forms.FileField(label=_("File"), required=False, help_text=_("At most 20 MB."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words-note"] = forms.CharField(
            label=_("Or a note"), required=False, max_length=10_000, widget=forms.Textarea({"rows": 4})
        )

    def clean(self) -> dict[str, Any]:
        """One of the two is needed."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not cleaned.get("words-note"):
            self.add_error("file", _("Choose a file or write a note."))
        return cleaned


class StatusForm(forms.Form):
    """Where the matter stands."""

    status = forms.ChoiceField(label=_("Status"), choices=Status)
