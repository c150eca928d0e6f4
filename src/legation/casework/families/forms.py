"""What an officer decides on each person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from legation.casework.cases.forms import words
from legation.casework.cases.models import Outcome
from legation.casework.families.models import OUTCOMES
from legation.casework.families.people import Person


class PeopleForm(forms.Form):
    """Outcome and reasons for each person; a refusal needs its reasons."""

    def __init__(self, *args: Any, people: list[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        self.people = people
        for number, person in enumerate(people):
            self.fields[f"outcome-{number}"] = forms.ChoiceField(
                label=_("Decision on %(name)s") % {"name": f"\u2068{person.name}\u2069"},
                choices=OUTCOMES,
                widget=forms.RadioSelect(),
                error_messages={"required": _("Choose an answer.")},
            )
            self.fields[f"words-reasons-{number}"] = words(
                _("Reasons, as the applicant will read them"), rows=2, required=False
            )

    def clean(self) -> dict[str, Any]:
        """Nobody is refused without being told why."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for number, _person in enumerate(self.people):
            if data.get(f"outcome-{number}") == Outcome.REFUSED and not data.get(f"words-reasons-{number}"):
                self.add_error(f"words-reasons-{number}", _("Say why it is refused."))
        return data

    def decided(self) -> dict[str, tuple[str, str]]:
        """Outcome and reasons by person. Only after `is_valid()`."""
        data = self.cleaned_data
        return {
            person.key: (data[f"outcome-{number}"], data[f"words-reasons-{number}"])
            for number, person in enumerate(self.people)
        }
