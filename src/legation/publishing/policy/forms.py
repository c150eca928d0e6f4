"""The form in which the policy is revised: one text a language."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from legation.kernel.errors import LegationError
from legation.publishing.policy.document import check, parse
from legation.publishing.policy.services import languages

LONGEST = 60_000


class PolicyForm(forms.Form):
    """A field `words-<language>` for each language of the site."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in settings.LANGUAGES:
            self.fields[f"words-{code}"] = forms.CharField(
                label=name,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 24, "lang": code, "dir": "auto"}),
            )

    @property
    def sources(self) -> dict[str, str]:
        """The texts by language code; after validation."""
        return {code: self.cleaned_data[f"words-{code}"] for code in languages()}

    def clean(self) -> dict[str, Any]:
        """Names the language in which a promise is missing."""
        data = super().clean() or {}
        for code in languages():
            if f"words-{code}" in data:
                try:
                    check({code: parse(data[f"words-{code}"])}, [code])
                except LegationError as error:
                    self.add_error(f"words-{code}", str(error.sentence))
        return data
