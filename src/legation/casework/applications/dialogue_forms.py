"""What officers and applicants say to each other inside an application."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from legation.casework.applications.correcting import correctable
from legation.casework.applications.models import Application
from legation.casework.cases.forms import words

DAYS = [("7", _("7 days")), ("14", _("14 days")), ("30", _("30 days"))]


class CorrectionForm(forms.Form):
    """Exactly which answers, why, and until when. `revision`: of the case that its page showed."""

    revision = forms.IntegerField(widget=forms.HiddenInput(), min_value=0, max_value=10**6)
    days = forms.ChoiceField(label=_("Time for the correction"), choices=DAYS, initial="14")

    def __init__(self, *args: Any, application: Application, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["questions"] = forms.MultipleChoiceField(
            label=_("Which answers and files?"),
            choices=[(one.id, str(one.label)) for one in correctable(application)],
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["words-reason"] = words(_("What is wrong, and what is needed?"), rows=4)
        self.order_fields(["revision", "questions", "words-reason", "days"])


class MessageForm(forms.Form):
    """A message inside the case."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["words-message"] = words(_("Message"), rows=4)
