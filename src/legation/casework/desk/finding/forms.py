"""What a filter asks, and the cases that it finds. Nothing sealed is opened for it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.accounts.staff.permissions import offices_of
from legation.casework.cases.forms import no_turning
from legation.casework.cases.models import CaseQuerySet, Kind, Matter, Priority, State
from legation.casework.cases.permissions import HANDLERS
from legation.casework.desk.finding.colleagues import colleagues
from legation.casework.desk.finding.narrowing import (
    ALL_RUNNING,
    LATE,
    ME,
    MINISTRY,
    NOBODY,
    OVER,
    SOON,
    condition,
)

ANY = ("", _("Any"))
AGES = [("3", _("More than 3 days")), ("7", _("More than a week")), ("30", _("More than a month"))]
DUE = [
    (LATE, _("Late")),
    (SOON, _("Due soon or late")),
    ("1", _("Within a day")),
    ("7", _("Within a week")),
]


class FilterForm(forms.Form):
    """Every field narrows the list; empty means any."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ANY,
            (ALL_RUNNING, _("Not ended")),
            (OVER, _("Ended")),
            *[(state.value, state.label) for state in State if state != State.UNCONFIRMED],
        ],
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ANY, *Kind.choices])
    matter = forms.ChoiceField(label=_("Matter"), required=False, choices=[ANY, *Matter.choices])
    office = forms.ChoiceField(label=_("Office"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False, choices=[ANY, *settings.LANGUAGES])
    assignee = forms.ChoiceField(label=_("Officer"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), required=False, choices=[ANY, *Priority.choices])
    age = forms.ChoiceField(label=_("Waiting since"), required=False, choices=[ANY, *AGES])
    due = forms.ChoiceField(label=_("Answer due"), required=False, choices=[ANY, *DUE])

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        offices = [office for office in offices_of(user, *HANDLERS) if not office.is_duty_desk]
        self._choices("office", [(MINISTRY, _("ministry")), *[(one.slug, one.slug) for one in offices]])
        people = [(str(one.pk), one.get_full_name()) for one in colleagues(user) if one != user]
        self._choices("assignee", [(ME, _("You")), (NOBODY, _("Nobody yet")), *people])

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = [ANY, *choices]  # type: ignore[attr-defined]  # a choice field

    @property
    def chosen(self) -> dict[str, str]:
        """What narrows the list. Only after `is_valid()`."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    def narrow(self, cases: CaseQuerySet) -> CaseQuerySet:
        """Only after `is_valid()`."""
        return cases.filter(condition(self.user, self.chosen))


class KeepForm(forms.Form):
    """Under which name a filter is kept, and for whom."""

    name = forms.CharField(
        label=_("Name of the filter"),
        max_length=60,
        validators=[no_turning],
        widget=forms.TextInput({"dir": "auto"}),
    )
    share = forms.ChoiceField(label=_("Who may use it"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {one.slug: one for one in offices_of(user, *HANDLERS)}
        shared = [(slug, office.text().name) for slug, office in self.offices.items()]
        self.fields["share"].choices = [("", _("For me alone")), *shared]  # type: ignore[attr-defined]  # a choice field
