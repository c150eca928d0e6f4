"""What an officer writes down for somebody."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.accounts.staff.permissions import offices_of
from legation.casework.cases.forms import no_turning, words
from legation.casework.cases.models import Matter
from legation.casework.cases.permissions import HANDLERS
from legation.casework.desk.filing.models import Channel
from legation.kernel import clock
from legation.offices.models import Office
from legation.web.forms import PartedDateField

MATTERS = (Matter.QUESTION, Matter.SUGGESTION, Matter.COMPLAINT, Matter.CONSULAR)
OLDEST = dt.timedelta(days=366)


class FilingForm(forms.Form):
    """A letter in the words of its person. Without an e-mail address they get a slip of paper."""

    channel = forms.ChoiceField(label=_("How did it reach us?"), choices=Channel, widget=forms.RadioSelect())
    arrived_on = PartedDateField(label=_("On which day?"))
    name = forms.CharField(
        label=_("Name of the person"),
        max_length=120,
        validators=[no_turning],
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("Leave it empty if they have none: print the slip with number and secret for them."),
        required=False,
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    unsafe = forms.BooleanField(
        label=_("It is not safe to contact this person: send nothing"), required=False
    )
    language = forms.ChoiceField(label=_("Language of the answer"), choices=settings.LANGUAGES)
    office = forms.ChoiceField(label=_("The office it concerns"), required=False)
    matter = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[(one.value, one.label) for one in MATTERS],
        widget=forms.RadioSelect(),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {one.slug: one for one in offices_of(user, *HANDLERS) if not one.is_duty_desk}
        named = [(slug, office.text().name) for slug, office in self.offices.items()]
        self.fields["office"].choices = [*named, ("", _("The ministry"))]  # type: ignore[attr-defined]  # a choice field
        self.fields["words-letter"] = words(_("Their letter, in their own words"), rows=12)

    def clean_arrived_on(self) -> dt.date:
        """Today or in the year before."""
        day: dt.date = self.cleaned_data["arrived_on"]
        if not clock.today() - OLDEST <= day <= clock.today() + dt.timedelta(days=1):
            raise forms.ValidationError(_("Enter a day of the last twelve months."))
        return day

    @property
    def chosen_office(self) -> Office | None:
        """Only after `is_valid()`."""
        return self.offices.get(self.cleaned_data["office"])

    def answers(self) -> list[dict[str, object]]:
        """Questions and answers in words, to be compared. Only after `is_valid()`."""
        rows: list[dict[str, object]] = []
        for name, field in self.fields.items():
            value = self.cleaned_data[name]
            if isinstance(field, forms.ChoiceField):
                value = dict(field.choices)[value]  # type: ignore[arg-type]  # flat choices
            if isinstance(value, bool):
                value = _("Yes") if value else _("No")
            rows.append({"key": field.label, "value": value, "ltr": name == "email"})
        return rows


class ComparedForm(forms.Form):
    """The officer confirms in the place of the person."""

    compared = forms.BooleanField(
        label=_("I compared this, letter by letter, with what the person wrote or said."),
        error_messages={"required": _("Compare it, then confirm.")},
    )
