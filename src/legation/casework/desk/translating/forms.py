"""The form of a translation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from legation.casework.cases.forms import words


class TranslationForm(forms.Form):
    """Into which language, and the text. `seen`: the version that the page showed."""

    language = forms.ChoiceField(label=_("Into"), choices=settings.LANGUAGES)
    seen = forms.IntegerField(widget=forms.HiddenInput(), min_value=0, max_value=10**6, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words-translation"] = words(_("Translation, for colleagues only"), rows=10)
