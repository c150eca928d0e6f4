"""The forms of the desk for members, and of an appeal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Measure, SuspensionReason
from legation.accounts.standing.permissions import OFFICE_DAYS

DURATIONS = [
    ("7", _("7 days")),
    ("30", _("30 days")),
    ("180", _("180 days")),
    ("365", _("One year")),
    ("1095", _("Three years")),
    ("open", _("Until it is lifted")),
]


def _days(chosen: str) -> int | None:
    return None if chosen == "open" else int(chosen)


class FindForm(forms.Form):
    """Only an exact address finds anybody."""

    email = forms.EmailField(
        label=_("E-mail address of the member"),
        help_text=_("The exact address. The member sees that you looked."),
        max_length=254,
    )


class SuspensionForm(forms.Form):
    """What, why and how long; for an office only a short suspension is offered."""

    measure = forms.ChoiceField(
        label=_("Measure"),
        choices=Measure,
        initial=Measure.SUSPENSION,
        widget=forms.RadioSelect,
        help_text=_("A denial also refuses a new registration from the same addresses, as long as it lasts."),
    )
    reason = forms.ChoiceField(
        label=_("Reason"), choices=SuspensionReason, help_text=_("The notice to the member names it.")
    )
    days = forms.TypedChoiceField(
        label=_("For how long"),
        help_text=_(
            "A denial, and whatever lasts longer than 180 days, counts once a second person approved it."
        ),
        choices=DURATIONS,
        coerce=_days,
    )

    def __init__(self, *args: Any, for_office: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if for_office:
            short = [
                (days, label) for days, label in DURATIONS if (_days(days) or OFFICE_DAYS + 1) <= OFFICE_DAYS
            ]
            self.fields["days"] = forms.TypedChoiceField(label=_("For how long"), choices=short, coerce=int)
            self.fields["measure"] = forms.ChoiceField(
                choices=Measure, required=False, widget=forms.HiddenInput
            )

    def clean_measure(self) -> Measure:
        """A suspension where nothing was asked."""
        return Measure(self.cleaned_data["measure"] or Measure.SUSPENSION)


class AppealForm(forms.Form):
    """What the person says against the decision. Who has left is asked for an address."""

    words = forms.CharField(
        label=_("Why do you disagree?"),
        help_text=_("In any language. Say what is wrong, or what we did not know."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send a link there, and take up your letter once you have followed it."),
        max_length=254,
    )

    def __init__(self, *args: Any, knows_address: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if knows_address:
            del self.fields["email"]
