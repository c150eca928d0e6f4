"""What officers and applicants say to each other inside an application."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from legation.casework.applications.correcting import correctable
from legation.casework.applications.models import Application
from legation.casework.cases.forms import words
from legation.questions.placing import Place

DAYS = [("7", _("7 days")), ("14", _("14 days")), ("30", _("30 days"))]


class CorrectionForm(forms.Form):
    """Exactly which answers, why, and until when. `revision`: of the case that its page showed."""

    revision = forms.IntegerField(widget=forms.HiddenInput(), min_value=0, max_value=10**6)
    days = forms.ChoiceField(label=_("Time for the correction"), choices=DAYS, initial="14")

    def __init__(self, *args: Any, application: Application, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["questions"] = forms.MultipleChoiceField(
            label=_("Which answers and files?"),
            choices=_choices(correctable(application)),
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["words-reason"] = words(_("What is wrong, and what is needed?"), rows=4)
        self.order_fields(["revision", "questions", "words-reason", "days"])


def _choices(named: list[Place]) -> list[tuple[str, Any]]:
    """The answers of the form, then those of each entry under its heading."""
    found: list[tuple[str, Any]] = []
    for heading, group in groupby(named, key=lambda place: str(place.heading)):
        choices = [(place.name, str(place.question.label)) for place in group]
        found += [(heading, choices)] if heading else choices
    return found


class MessageForm(forms.Form):
    """A message inside the case."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["words-message"] = words(_("Message"), rows=4)
