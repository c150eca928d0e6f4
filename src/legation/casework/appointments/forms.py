"""What people and staff may send about appointments."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from legation.casework.appointments.models import MOST_PEOPLE, Span

WEEKDAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]


class PeopleForm(forms.Form):
    """How many people come."""

    people = forms.TypedChoiceField(
        label=_("How many people come?"),
        help_text=_("Everybody for whom something is to be done, for example each child."),
        choices=[(str(count), str(count)) for count in range(1, MOST_PEOPLE + 1)],
        coerce=int,
        initial="1",
    )


class BookingForm(PeopleForm):
    """A time and how many people come."""

    slot = forms.IntegerField(
        min_value=1,
        max_value=2**31,  # more is no key of any database
        error_messages={"required": _("Choose a time."), "invalid": _("Choose a time from the list.")},
        widget=forms.HiddenInput(),
    )


class SpanForm(forms.ModelForm[Span]):
    """A weekly span in which the office receives people."""

    class Meta:
        model = Span
        fields = ("weekday", "opens", "closes", "minutes", "pause", "places", "days_ahead", "hours_before")
        labels = {
            "weekday": _("Weekday"),
            "opens": _("From"),
            "closes": _("To"),
            "minutes": _("Minutes of one appointment"),
            "pause": _("Minutes between two appointments"),
            "places": _("People at a time"),
            "days_ahead": _("Can be booked so many days ahead"),
            "hours_before": _("Until so many hours before"),
        }
        widgets = {
            "weekday": forms.Select(choices=WEEKDAYS),
            "opens": forms.TimeInput({"type": "time"}),
            "closes": forms.TimeInput({"type": "time"}),
        }

    services = forms.MultipleChoiceField(
        label=_("For which services"),
        help_text=_("None chosen: for every application."),
        required=False,
        widget=forms.CheckboxSelectMultiple(),
    )

    def __init__(self, *args: Any, services: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        chosen = self.fields["services"]
        assert isinstance(chosen, forms.MultipleChoiceField)
        chosen.choices = services

    def clean(self) -> dict[str, Any]:
        """A span holds at least one appointment, of a length that makes sense."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        opens, closes, minutes = data.get("opens"), data.get("closes"), data.get("minutes")
        if minutes is not None and not 5 <= minutes <= 480:
            self.add_error("minutes", _("An appointment lasts from 5 minutes to 8 hours."))
        elif opens and closes and minutes:
            today = dt.date(2000, 1, 1)
            length = dt.datetime.combine(today, closes) - dt.datetime.combine(today, opens)
            if length < dt.timedelta(minutes=minutes):
                self.add_error("closes", _("Between these two times there is no room for one appointment."))
        for name, least, most in (("places", 1, 99), ("days_ahead", 1, 180), ("hours_before", 0, 720)):
            value = data.get(name)
            if value is not None and not least <= value <= most:
                words = _("From %(least)d to %(most)d.") % {"least": least, "most": most}
                self.add_error(name, words)
        return data
