"""Who is away, when, and who stands in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import has_role, offices_of
from legation.casework.cases.permissions import HANDLERS
from legation.casework.desk.finding.colleagues import colleagues
from legation.web.forms import PartedDateField


class AbsenceForm(forms.Form):
    """A supervisor names anybody of the office, everybody themselves."""

    person = forms.ChoiceField(label=_("Who is away?"))
    office = forms.ChoiceField(label=_("Office"))
    first = PartedDateField(label=_("First day"))
    last = PartedDateField(label=_("Last day"))
    deputy = forms.ChoiceField(label=_("Who stands in?"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {str(one.pk): one for one in colleagues(user)}
        self.offices = {one.slug: one for one in offices_of(user, *HANDLERS)}
        boss = any(has_role(user, Role.SUPERVISOR, office=one) for one in self.offices.values())
        self.people = people if boss else {str(user.pk): user}
        self.deputies = people
        named = [(key, one.get_full_name()) for key, one in people.items()]
        self._choices("person", [(key, one.get_full_name()) for key, one in self.people.items()])
        self._choices("office", [(slug, one.text().name) for slug, one in self.offices.items()])
        self._choices("deputy", [*named, ("", _("The ministry's duty desk"))])

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        """The days stand in order, and nobody stands in for themselves."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", _("The last day is before the first."))
        if data.get("deputy") and data.get("deputy") == data.get("person"):
            self.add_error("deputy", _("Choose a colleague of the office, or the duty desk."))
        return data
