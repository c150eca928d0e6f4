"""What is done with the cases chosen in a list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.casework.cases.models import Priority
from legation.casework.desk.bulk.models import Bulk
from legation.casework.desk.bulk.services import ACTS
from legation.casework.desk.finding.colleagues import colleagues

MOST = 200


class BulkForm(forms.Form):
    """The act and what it needs. The cases themselves stand in the list, as `number:revision`."""

    act = forms.ChoiceField(label=_("With those chosen"))
    officer = forms.ChoiceField(label=_("Officer"), required=False)
    priority = forms.ChoiceField(
        label=_("Priority"), required=False, choices=[("", _("Choose")), *Priority.choices]
    )
    whole = forms.BooleanField(label=_("All or none"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "id_bulk_%s")
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in colleagues(user)}
        named = [(key, _("You") if one == user else one.get_full_name()) for key, one in self.people.items()]
        self.fields["act"].choices = [(act.value, act.label) for act in Bulk.Act if act in ACTS]  # type: ignore[attr-defined]  # a choice field
        self.fields["officer"].choices = [("", _("Choose")), *named]  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        """Giving cases away needs an officer, ordering them a priority."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("act") == Bulk.Act.ASSIGN and not data.get("officer"):
            self.add_error("officer", _("Choose an officer."))
        if data.get("act") == Bulk.Act.PRIORITY and not data.get("priority"):
            self.add_error("priority", _("Choose a priority."))
        return data


def chosen_of(values: list[str]) -> dict[str, int]:
    """Number and revision of each case chosen; what cannot be read is left out."""
    found = {}
    for value in values[:MOST]:
        number, _colon, revision = value[:40].partition(":")
        if revision.isascii() and revision.isdecimal():
            found[number] = int(revision)
    return found
