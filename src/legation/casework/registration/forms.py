"""What people and staff write: a stay, an answer, a notice, an area."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from legation.casework.cases.forms import no_turning, words
from legation.casework.registration.models import Area, Delivery, Notice, Stay
from legation.casework.registration.queries import areas_in, areas_of, countries_of
from legation.casework.registration.services.registering import Entry
from legation.kernel import clock
from legation.offices.models import Office
from legation.offices.queries import country_name
from legation.questions.fields import countries
from legation.questions.fields.phone import PhoneField
from legation.web.forms import PartedDateField

LONGEST_STAY = dt.timedelta(days=5 * 365)
MOST_COMPANIONS = 20
LONGEST_TITLE = 120
LONGEST_TEXT = 4000


class CountryForm(forms.Form):
    """In which country."""

    country = forms.ChoiceField(
        label=_("In which country?"),
        error_messages={"required": _("Choose a country.")},
        widget=forms.Select({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen = cast("forms.ChoiceField", self.fields["country"])
        chosen.choices = [("", _("Choose a country")), *countries()]


def _line(
    label: object, *, most: int, hint: object = "", required: bool = True, **attributes: str
) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]  # a lazy text
        help_text=hint,  # type: ignore[arg-type]  # a lazy text
        required=required,
        max_length=most,
        validators=[no_turning],
        widget=forms.TextInput({"dir": "auto", **attributes}),
    )


class StayForm(forms.Form):
    """A stay abroad in one country; `may_move` asks for another country too, for changing."""

    stay = forms.ChoiceField(
        label=_("What are you doing there?"),
        choices=Stay.choices,
        widget=forms.RadioSelect(),
        error_messages={"required": _("Choose an answer.")},
    )
    area = forms.ChoiceField(
        label=_("In which part of the country?"),
        help_text=_("Messages for one area reach you only if we know it."),
        required=False,
        widget=forms.RadioSelect(),
    )
    place = _line(
        _("Town and address there"),
        most=300,
        hint=_("As far as you know it; a hotel is enough."),
        required=False,
    )
    begins_on = PartedDateField(label=_("First day there"))
    ends_on = PartedDateField(
        label=_("Last day there"),
        required=False,
        help_text=_("Leave it empty if you live there. Twice a year we then ask whether you still do."),
    )
    name = _line(_("Your name"), most=120, autocomplete="name")
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We write there in an emergency. First we send you a link to follow."),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "dir": "ltr", "spellcheck": "false"}),
        error_messages={"invalid": _("Enter an e-mail address such as name@example.org.")},
    )
    phone = PhoneField(
        label=_("Telephone number"),
        help_text=_("Only the officers of the office see it, when you may need help."),
        required=False,
    )
    companions = forms.CharField(
        label=_("Who is with you?"),
        help_text=_("One person a line: name and year of birth. Leave it empty if nobody is."),
        required=False,
        max_length=2000,
        validators=[no_turning],
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
    )
    contact = _line(
        _("Whom may we call at home?"),
        most=200,
        hint=_("Name and telephone number. Tell them that you named them."),
        required=False,
    )
    languages = forms.MultipleChoiceField(
        label=_("In which languages may we write to you?"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple(),
        error_messages={"required": _("Choose an answer.")},
    )

    def __init__(self, *args: Any, country: str, may_move: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.country = country
        cast("PhoneField", self.fields["phone"]).region = country
        self.areas = {area.code: area for area in areas_in(country)}
        if self.areas:
            chosen = cast("forms.ChoiceField", self.fields["area"])
            choices = [(code, area.name) for code, area in self.areas.items()]
            chosen.choices = [*choices, ("", _("Somewhere else there, or in several"))]
        else:
            del self.fields["area"]
        if may_move:
            self.fields["country"] = forms.ChoiceField(label=_("Country"), choices=countries())
            self.order_fields(["country"])
        else:
            self.fields["statement"] = forms.BooleanField(
                label=_("I am a national, or travel with one, and want to be reached in an emergency."),
                error_messages={"required": _("You cannot go on without confirming this.")},
            )
        self.initial.setdefault("languages", [get_language() or settings.LANGUAGE_CODE])

    def clean_companions(self) -> str:
        """Raises ValidationError for more than a group."""
        lines = [line.strip() for line in self.cleaned_data["companions"].splitlines() if line.strip()]
        if len(lines) > MOST_COMPANIONS:
            raise ValidationError(
                _("Name at most %(most)d people; for a larger group call the office."),
                params={"most": MOST_COMPANIONS},
            )
        return "\n".join(lines)

    def clean(self) -> dict[str, Any]:
        """A journey has an end; the days are in order, and not over."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        begins, ends = data.get("begins_on"), data.get("ends_on")
        if data.get("stay") == Stay.TRAVEL and not ends and "ends_on" not in self.errors:
            self.add_error("ends_on", _("Enter the day on which you leave."))
        if begins and ends and ends < begins:
            self.add_error("ends_on", _("The last day is before the first."))
        elif ends and ends < clock.today():
            self.add_error("ends_on", _("This day is over. Enter one that is still to come."))
        elif begins and max(begins, ends or begins) > clock.today() + LONGEST_STAY:
            self.add_error("ends_on" if ends else "begins_on", _("This is more than five years ahead."))
        return data

    def entry(self, language: str) -> Entry:
        """What was written. Only after `is_valid()`."""
        data = self.cleaned_data
        country = data.get("country") or self.country
        area = self.areas.get(data.get("area", "")) if country == self.country else None
        return Entry(
            country=country,
            area=area,
            language=language,
            languages=tuple(data["languages"]),
            **{
                key: data[key]
                for key in (
                    *("stay", "begins_on", "ends_on", "name", "email", "phone", "place", "companions"),
                    "contact",
                )
            },
        )


class LinkForm(forms.Form):
    """The address to which the link is sent again."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "dir": "ltr", "spellcheck": "false"}),
        error_messages={"invalid": _("Enter an e-mail address such as name@example.org.")},
    )


class AnswerForm(forms.Form):
    """Safe, or in need of help; with words for the officer."""

    said = forms.ChoiceField(
        choices=Delivery.Answer.choices, error_messages={"required": _("Choose an answer.")}
    )
    field_words = "words-help"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields[self.field_words] = words(
            _("What do you need?"),
            hint=_("Where you are now, and what has happened. You may leave it empty."),
            rows=4,
            required=False,
        )


class NoticeForm(forms.Form):
    """A notice in the languages of the office. An emergency may go out in one language; else all are needed."""

    use_required_attribute = False  # an emergency needs fewer

    def __init__(self, *args: Any, office: Office, **options: Any) -> None:
        super().__init__(*args, **options)
        self.office = office
        # What the notice goes to already stays a choice, also when it is closed: left out, it would widen.
        chosen = self.initial.get("where", ())
        countries = dict(countries_of(office))
        for code in chosen:
            if "/" not in code:
                countries.setdefault(code, country_name(code, get_language() or "en"))
        areas = [area for area in areas_of(office) if area.is_open or str(area) in chosen]
        self.places = [*countries.items(), *((str(area), f"– {area.name}") for area in areas)]
        self.fields["where"] = forms.MultipleChoiceField(
            label=_("For whom"),
            help_text=_("None chosen: for everybody who is registered with the office."),
            required=False,
            choices=self.places,
            widget=forms.CheckboxSelectMultiple(),
        )
        names = dict(settings.LANGUAGES)
        for code in self.languages:
            self.fields[f"title_{code}"] = _line(
                _("Title (%(language)s)") % {"language": names[code]}, most=LONGEST_TITLE, required=False
            )
            self.fields[f"words-{code}"] = words(
                _("Text (%(language)s)") % {"language": names[code]}, rows=6, required=False
            )
        self.fields["is_emergency"] = forms.BooleanField(
            label=_("This is an emergency: life or limb is in danger"),
            help_text=_(
                "It may then go out at once, on one signature and in one language. A second person looks at it "
                "within two hours."
            ),
            required=False,
        )
        self.fields["asks_safety"] = forms.BooleanField(
            label=_("Ask everybody whether they are safe"),
            help_text=_("The mail then holds a link with two buttons: “I am safe” and “I need help”."),
            required=False,
        )
        self.fields["revision"] = forms.IntegerField(required=False, widget=forms.HiddenInput())
        if not self["is_emergency"].value():
            self._need_every_language()

    def _need_every_language(self) -> None:
        for code in self.languages:
            for name, missing in (
                (f"title_{code}", _("Write it in every language of the office.")),
                (f"words-{code}", _("Write the text too.")),
            ):
                self.fields[name].required = True
                self.fields[name].error_messages["required"] = missing

    @property
    def languages(self) -> list[str]:
        """The languages of the office that the site has."""
        return [code for code in self.office.languages if code in dict(settings.LANGUAGES)]

    def clean(self) -> dict[str, Any]:
        """Title and text belong together; each language is there, or one in an emergency."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        written = 0
        for code in self.languages:
            title, text = data.get(f"title_{code}"), data.get(f"words-{code}")
            if title and not text and f"words-{code}" not in self.errors:
                self.add_error(f"words-{code}", _("Write the text too."))
            elif text and not title and f"title_{code}" not in self.errors:
                self.add_error(f"title_{code}", _("Write the title too."))
            elif title and text:
                written += 1
                if len(text) > LONGEST_TEXT:
                    self.add_error(f"words-{code}", _("Shorten the text to %d signs.") % LONGEST_TEXT)
        if not written and not self.errors:
            self.add_error(f"title_{self.languages[0]}", _("Write it in at least one language."))
        return data

    def values(self) -> dict[str, Any]:
        """For `notices.write`. Only after `is_valid()`."""
        data = self.cleaned_data
        return {
            "texts": {
                code: {"title": data[f"title_{code}"], "text": data[f"words-{code}"]}
                for code in self.languages
                if data[f"title_{code}"]
            },
            "countries": [place for place in data["where"] if "/" not in place],
            "areas": [place for place in data["where"] if "/" in place],
            "is_emergency": data["is_emergency"],
            "asks_safety": data["asks_safety"],
        }

    @staticmethod
    def initial_of(notice: Notice) -> dict[str, Any]:
        """The form as it was when the notice was written."""
        return {
            "where": [*notice.countries, *notice.areas],
            "is_emergency": notice.is_emergency,
            "asks_safety": notice.asks_safety,
            "revision": notice.revision,
            **{f"title_{code}": words["title"] for code, words in notice.texts.items()},
            **{f"words-{code}": words["text"] for code, words in notice.texts.items()},
        }


class RemarkForm(forms.Form):
    """Why a notice goes back to its writer."""

    remark = forms.CharField(
        label=_("What should be changed?"),
        max_length=500,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
        error_messages={"required": _("Say what should be changed.")},
    )


class AreaForm(forms.Form):
    """A part of a country, with its name in each language of the office."""

    def __init__(self, *args: Any, office: Office, **options: Any) -> None:
        super().__init__(*args, **options)
        self.languages = [code for code in office.languages if code in dict(settings.LANGUAGES)]
        self.fields["country"] = forms.ChoiceField(label=_("Country"), choices=countries_of(office))
        self.fields["code"] = forms.SlugField(
            label=_("Short name in small letters"),
            help_text=_("Such as scotland. It stays; the names may change."),
            max_length=40,
            widget=forms.TextInput({"dir": "ltr", "spellcheck": "false"}),
        )
        for code in self.languages:
            name = dict(settings.LANGUAGES)[code]
            self.fields[f"name_{code}"] = _line(_("Name (%(language)s)") % {"language": name}, most=80)

    def names(self) -> dict[str, str]:
        """By language."""
        return {code: self.cleaned_data[f"name_{code}"] for code in self.languages}


def area_named(areas: list[Area], code: str) -> Area | None:
    """The area of this code (`GB/scotland`)."""
    return next((area for area in areas if str(area) == code), None)
