"""What an office may say of itself, checked at the field."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from legation.kernel import clock
from legation.offices.models import Office, OfficeText

Span = tuple[dt.time, dt.time]
NATIVE = dict(settings.LANGUAGES)
SPAN = re.compile(r"(\d{1,2})[:.](\d{2})\s*[-–—~〜]\s*(\d{1,2})[:.](\d{2})")
BETWEEN = re.compile(r"\s*[,;、،]\s*")
MIDNIGHT = dt.time(0)
telephone = RegexValidator(
    r"^\+?[0-9][0-9 ()/.-]{2,38}$", _("Write the number with digits, such as +44 20 7946 0018.")
)


class ContactForm(forms.ModelForm[Office]):
    """Telephones and address for mail."""

    phone = forms.CharField(label=_("Telephone"), max_length=40, validators=[telephone])
    duty_phone = forms.CharField(
        label=_("Duty telephone"),
        max_length=40,
        validators=[telephone],
        help_text=_("Shown first on the office’s page and on every page of help in an emergency."),
    )
    email = forms.EmailField(label=_("E-mail"), max_length=254)

    class Meta:
        model = Office
        fields = ("phone", "duty_phone", "email")


class TextForm(forms.ModelForm[OfficeText]):
    """The texts in one language; the firewall leaves what begins with `words-` to us."""

    name = forms.CharField(label=_("Name of the office"), max_length=200)
    city = forms.CharField(label=_("City"), max_length=80)
    address = forms.CharField(label=_("Address"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    access = forms.CharField(
        label=_("How to get in"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    hours_note = forms.CharField(
        label=_("Note on the hours"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    class Meta:
        model = OfficeText
        fields = ("name", "city", "address", "access", "hours_note")

    def __init__(self, data: Any, *, instance: OfficeText) -> None:
        super().__init__(data, instance=instance, prefix=f"words-{instance.language}")
        self.language = NATIVE.get(instance.language, instance.language)


class HoursForm(forms.Form):
    """The week: a field a day, such as `09:30–12:30, 13:30–17:30`; empty is closed."""

    def __init__(self, office: Office, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(office.hours.all())
        for day, name in WEEKDAYS.items():
            written = ", ".join(f"{row.opens:%H:%M}–{row.closes:%H:%M}" for row in rows if row.weekday == day)
            self.fields[f"day-{day}"] = forms.CharField(
                label=name, required=False, max_length=100, initial=written
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, text in list(cleaned.items()):
            try:
                cleaned[name] = spans(text)
            except ValidationError as error:
                self.add_error(name, error)
        return cleaned

    @property
    def week(self) -> dict[int, list[Span]]:
        """Weekday (Monday is 0) to its spans. Only of a valid form."""
        return {int(name.removeprefix("day-")): found for name, found in self.cleaned_data.items()}


def spans(text: str) -> list[Span]:
    """The spans of a day in order. Midnight as an end is the end of the day.

    Raises ValidationError for what cannot be read, ends before it begins, or overlaps.
    """
    found: list[Span] = []
    for part in BETWEEN.split(text.strip()) if text.strip() else []:
        match = SPAN.fullmatch(part)
        if not match:
            raise ValidationError(_unreadable(part))
        first, second, third, fourth = (int(number) for number in match.groups())
        try:
            opens, closes = dt.time(first, second), dt.time(third, fourth)
        except ValueError as error:
            raise ValidationError(_unreadable(part)) from error
        if closes != MIDNIGHT and closes <= opens:
            raise ValidationError(
                gettext("An office cannot close before it opens: %(part)s") % {"part": part}
            )
        found.append((opens, closes))
    found.sort()
    for (_opens, closes), (opens, _closes) in pairwise(found):
        if closes == MIDNIGHT or opens < closes:
            raise ValidationError(gettext("Two of these times overlap."))
    return found


def _unreadable(part: str) -> str:
    return gettext("Write the times like 09:30–12:30, 13:30–17:30; this is not one: %(part)s") % {
        "part": part
    }


class ClosureForm(forms.Form):
    """A day on which the office is closed, with its reason in each of the office's languages."""

    day = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, office: Office, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.office = office
        for code in office.languages:
            label = gettext("Reason in %(language)s") % {"language": NATIVE.get(code, code)}
            self.fields[f"words-{code}"] = forms.CharField(label=label, max_length=100)

    def clean_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        if day < clock.now().astimezone(self.office.zone).date():
            raise ValidationError(_("This day is over."))
        if self.office.closures.filter(day=day).exists():
            raise ValidationError(_("The office is closed on this day already."))
        return day

    @property
    def names(self) -> dict[str, str]:
        """The reason by language code. Only of a valid form."""
        return {code: self.cleaned_data[f"words-{code}"] for code in self.office.languages}
