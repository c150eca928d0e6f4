"""The forms of the desk: beginning a survey, its settings, quotas, a reason, a later end."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from legation.accounts.models import User
from legation.kernel import clock
from legation.offices.models import Office
from legation.questions.composing.desk_forms import MINISTRY
from legation.questions.models import FormDefinition
from legation.surveys.desk.models import SurveyPlan
from legation.surveys.desk.options import Option
from legation.surveys.desk.permissions import places_of
from legation.surveys.desk.precleared import CODES, titles
from legation.surveys.models import Quota, Survey
from legation.web.forms import PartedDateField

RESERVED = frozenset({"new"})
NOTHING = "-"
MOST_RETENTION = 3650
MOST_ANSWERS = 10_000_000
SERVICES = (
    ("letter", gettext_lazy("A letter to the Minister")),
    ("application", gettext_lazy("An application")),
    ("appointment", gettext_lazy("An appointment")),
    ("collection", gettext_lazy("Collecting something at the counter")),
)


def has_moments(day: dt.date) -> None:
    """Refuses the first and the last year of the calendar: there a time of one zone has none in another."""
    if not dt.MINYEAR < day.year < dt.MAXYEAR:
        raise forms.ValidationError(PartedDateField.default_error_messages["invalid"], code="invalid")


class BeginForm(forms.Form):
    """Whose the survey is, what it is called, what it begins from."""

    use_required_attribute = False

    start = forms.ChoiceField(
        label=gettext_lazy("Begin with"),
        widget=forms.RadioSelect(),
        error_messages={"required": gettext_lazy("Choose an answer.")},
    )
    office = forms.ChoiceField(label=gettext_lazy("Whose survey it is"))
    slug = forms.SlugField(
        label=gettext_lazy("Short name"),
        max_length=60,
        help_text=gettext_lazy(
            "Small Latin letters, digits and hyphens, such as national-day-2027. It stands in the survey’s "
            "address and never changes."
        ),
        widget=forms.TextInput({"dir": "ltr"}),
    )

    def __init__(self, by: User, data: Any = None, *, earlier: Survey | None = None) -> None:
        super().__init__(data, label_suffix="")
        self.earlier = earlier
        self.places = {place.slug if place else MINISTRY: place for place in places_of(by)}
        _choices(
            self,
            "office",
            [
                (slug, place.text().name if place else _("The ministry, for all offices"))
                for slug, place in self.places.items()
            ],
        )
        if earlier is not None:
            del self.fields["start"]
            return
        language = get_language() or "en"
        words = titles()
        templates = [(code, words[code].get(language) or words[code]["en"]) for code in CODES]
        _choices(self, "start", [*templates, (NOTHING, _("Nothing: I write every question myself"))])
        self.fields["words-title"] = forms.CharField(
            label=_("Title"),
            max_length=200,
            required=False,
            help_text=_("Only where you begin with nothing; in the first language of the office."),
        )
        self.order_fields(["start", "words-title", "office", "slug"])

    @property
    def place(self) -> Office | None:
        """Whose it is; None: the ministry's."""
        return self.places[self.cleaned_data["office"]]

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if slug != slugify(slug) or slug in RESERVED or "_" in slug:
            raise forms.ValidationError(_("Use small Latin letters, digits and hyphens."))
        if Survey.objects.filter(slug=slug).exists() or FormDefinition.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("There is a survey of this short name already."))
        return slug

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("start") == NOTHING and not data.get("words-title"):
            self.add_error("words-title", _("Give it a title."))
        return data


class SettingsForm(forms.Form):
    """Everything about a survey but its questions and quotas. Times are those of its office."""

    use_required_attribute = False

    anonymous = forms.ChoiceField(
        label=gettext_lazy("May answers be led back to people?"),
        choices=[
            (
                "yes",
                gettext_lazy(
                    "No, it is anonymous: nobody can tell who answered what, not even we. Answers are put away in"
                    " mixed batches of at least ten, with the day alone; fewer than ten at the end are destroyed."
                ),
            ),
            (
                "no",
                gettext_lazy(
                    "Yes, it is not anonymous: each answer is kept by itself with its date and time, and may ask"
                    " for names. The survey’s page says so."
                ),
            ),
        ],
        help_text=gettext_lazy(
            "What people were promised stands: nobody can change this after the approval."
        ),
        widget=forms.RadioSelect(),
    )
    access = forms.ChoiceField(
        label=gettext_lazy("Who may answer"),
        choices=[
            ("anyone", gettext_lazy("Anyone who opens the page. Whoever wants to can answer several times.")),
            (
                "email",
                gettext_lazy("One answer an e-mail address: the link is mailed, the address not kept."),
            ),
            ("members", gettext_lazy("Members of this website, once each.")),
            (
                "tokens",
                gettext_lazy("People whom you invite, once each: by mail from a list, or by links on paper."),
            ),
        ],
        help_text=gettext_lazy(
            "Except with “anyone” it is known who has taken part, also of an anonymous survey; never what they"
            " answered. The pages and invitations say so."
        ),
        widget=forms.RadioSelect(),
    )
    opens_on = PartedDateField(
        label=pgettext_lazy("survey", "Opens on"),
        required=False,
        validators=[has_moments],
        help_text=gettext_lazy("Leave it empty to open it as soon as it is approved."),
    )
    opens_time = forms.TimeField(
        label=pgettext_lazy("survey", "Opens at"),
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )
    closes_on = PartedDateField(label=pgettext_lazy("survey", "Closes on"), validators=[has_moments])
    closes_time = forms.TimeField(
        label=pgettext_lazy("survey", "Closes at"), widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    closes_after = forms.IntegerField(
        label=gettext_lazy("Or earlier, at so many complete answers"),
        required=False,
        min_value=10,
        max_value=MOST_ANSWERS,
        help_text=gettext_lazy("At least ten. Answers that were begun and not sent do not count."),
    )
    resumable = forms.BooleanField(
        label=gettext_lazy("People may save what they have answered and go on later"), required=False
    )
    public_results = forms.BooleanField(
        label=gettext_lazy("The public may see the results, without free texts and without small numbers"),
        required=False,
    )
    retention_days = forms.IntegerField(
        label=gettext_lazy("Delete the answers so many days after it is over"),
        min_value=1,
        max_value=MOST_RETENTION,
        help_text=gettext_lazy("Published results stay."),
    )
    offered_after = forms.MultipleChoiceField(
        label=gettext_lazy("Offered at the end of"),
        choices=SERVICES,
        required=False,
        help_text=gettext_lazy("Only for a survey that anyone may answer."),
        widget=forms.CheckboxSelectMultiple(),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, plan: SurveyPlan, data: Any = None) -> None:
        super().__init__(data, initial=_initial(plan), label_suffix="")
        self.plan = plan

    def values(self) -> dict[str, Any]:
        """The settings, by the names of the plan's fields."""
        data = self.cleaned_data
        return {
            "anonymous": data["anonymous"] == "yes",
            "access": data["access"],
            "opens_at": self._moment("opens", dt.time.min),
            "closes_at": self._moment("closes", dt.time.min),
            "closes_after": data["closes_after"],
            "resumable": data["resumable"],
            "public_results": data["public_results"],
            "retention_days": data["retention_days"],
            "offered_after": data["offered_after"],
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("opens_time") and not data.get("opens_on") and "opens_on" not in self.errors:
            self.add_error("opens_on", _("Name the day too."))
        if not self.errors:
            opens, closes = self._moment("opens", dt.time.min), self._moment("closes", dt.time.min)
            if closes is not None and closes <= max(opens or clock.now(), clock.now()):
                self.add_error("closes_on", _("It must close after it opens, and not in the past."))
            if data["offered_after"] and data["access"] != "anyone":
                self.add_error(
                    "offered_after",
                    _("Only a survey that anyone may answer can be offered at the end of a service."),
                )
        return data

    def _moment(self, which: str, missing: dt.time) -> dt.datetime | None:
        day, time = self.cleaned_data.get(f"{which}_on"), self.cleaned_data.get(f"{which}_time")
        if day is None:
            return None
        return dt.datetime.combine(day, time or missing, self.plan.zone).astimezone(dt.UTC)


class QuotaForm(forms.Form):
    """How many may give each option; empty: any number. The fields are numbered: what an option is called in
    the questions is no name for a field."""

    use_required_attribute = False

    revision = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, plan: SurveyPlan, options: list[Option], data: Any = None) -> None:
        super().__init__(data, initial={"revision": plan.revision}, label_suffix="")
        self.options = options
        for number, option in enumerate(options):
            self.fields[f"most{number}"] = forms.IntegerField(
                label=option.label,
                required=False,
                min_value=1,
                max_value=MOST_ANSWERS,
                initial=option.most,
                widget=forms.NumberInput({"class": "short"}),
            )

    def groups(self) -> list[tuple[str, list[Any]]]:
        """Each question with the fields of its options."""
        found: list[tuple[str, list[Any]]] = []
        last = ""
        for number, option in enumerate(self.options):
            if option.question != last:
                found.append((option.asked, []))
                last = option.question
            found[-1][1].append(self[f"most{number}"])
        return found

    def quotas(self) -> list[Quota]:
        """Those that were set."""
        return [
            Quota(question=option.question, value=option.value, most=most)
            for number, option in enumerate(self.options)
            if (most := self.cleaned_data[f"most{number}"])
        ]


class ReasonForm(forms.Form):
    """Why something is decided."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, label: str, prefix: str = "") -> None:
        super().__init__(data, label_suffix="", auto_id=f"id_{prefix}_%s")
        self.fields["words-reason"] = forms.CharField(
            label=label, max_length=500, widget=forms.Textarea({"rows": 3})
        )

    @property
    def reason(self) -> str:
        """What was written."""
        return str(self.cleaned_data["words-reason"])


class ExtendForm(ReasonForm):
    """A later end, in the time of the survey's office."""

    day = PartedDateField(label=pgettext_lazy("survey", "Closes on"), validators=[has_moments])
    time = forms.TimeField(
        label=pgettext_lazy("survey", "Closes at"), widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )

    def __init__(self, zone: dt.tzinfo, data: Any = None, *, label: str) -> None:
        super().__init__(data, label=label, prefix="extend")
        self.zone = zone
        self.order_fields(["day", "time", "words-reason"])

    @property
    def moment(self) -> dt.datetime:
        """The later end."""
        day, time = self.cleaned_data["day"], self.cleaned_data["time"]
        return dt.datetime.combine(day, time, self.zone).astimezone(dt.UTC)


def _initial(plan: SurveyPlan) -> dict[str, Any]:
    opens = plan.opens_at.astimezone(plan.zone) if plan.opens_at else None
    closes = plan.closes_at.astimezone(plan.zone) if plan.closes_at else None
    return {
        "anonymous": "yes" if plan.anonymous else "no",
        "access": plan.access,
        "opens_on": opens.date() if opens else None,
        "opens_time": opens.time() if opens else None,
        "closes_on": closes.date() if closes else None,
        "closes_time": closes.time() if closes else dt.time(23, 59),
        "closes_after": plan.closes_after,
        "resumable": plan.resumable,
        "public_results": plan.public_results,
        "retention_days": plan.retention_days,
        "offered_after": plan.offered_after,
        "revision": plan.revision,
    }


def _choices(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
