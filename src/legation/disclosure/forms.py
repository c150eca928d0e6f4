"""The form by which a privacy officer proposes a disclosure."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from legation.disclosure.models import Ground
from legation.disclosure.sources import SOURCES
from legation.kernel import clock


class ProposalForm(forms.Form):
    """All fields of `services.propose`; which parts may be chosen depends on the source."""

    ground = forms.ChoiceField(label=_("On which ground?"), choices=Ground.choices, widget=forms.RadioSelect)
    recipient = forms.CharField(label=_("Who receives it?"), max_length=200)
    request_reference = forms.CharField(
        label=_("Reference of their request"), max_length=100, help_text=_("As it stands on their letter.")
    )
    reasons = forms.CharField(
        label=_("Why does the law allow it, and why these fields?"), max_length=2000, widget=forms.Textarea
    )
    source = forms.ChoiceField(label=_("What kind of record?"))
    reference = forms.CharField(
        label=_("Its reference"), max_length=100, help_text=_("An e-mail address or a case number.")
    )
    fields_chosen = forms.MultipleChoiceField(
        label=_("Which fields, and no others?"), widget=forms.CheckboxSelectMultiple
    )
    sealed_until = forms.DateField(
        label=_("Keep it from the person until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Only for a criminal investigation. On that day it shows to the person by itself."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [(code, source.label) for code, source in SOURCES.items()]  # type: ignore[attr-defined]  # a choice field
        self.fields["fields_chosen"].choices = [  # type: ignore[attr-defined]  # a choice field
            (f"{code}:{name}", f"{source.label} – {label}")
            for code, source in SOURCES.items()
            for name, label in source.fields.items()
        ]

    def clean(self) -> dict[str, Any]:
        """Every chosen field must belong to the chosen kind of record."""
        data = super().clean() or {}
        source, chosen = data.get("source"), data.get("fields_chosen") or []
        if source and any(not name.startswith(f"{source}:") for name in chosen):
            self.add_error("fields_chosen", _("Choose fields of this kind of record only."))
        sealed = data.get("sealed_until")
        if sealed and data.get("ground") != Ground.LAW_ENFORCEMENT:
            self.add_error("sealed_until", _("Only a criminal investigation can be sealed."))
        elif sealed and sealed <= clock.today():
            self.add_error("sealed_until", _("Choose a day in the future."))
        data["fields"] = [name.partition(":")[2] for name in chosen]
        return data
