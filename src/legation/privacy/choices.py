"""The visitor's choices for the one optional cookie."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from legation.offices.models import Office, OfficeText
from legation.web.preferences import CONTRASTS, TEXT_SIZES, Preferences


class PreferencesForm(forms.Form):
    """Language, office, text size, contrast; each may be left alone."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        no_choice = ("", _("No preference"))
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"),
            help_text=_("In which the site opens for you."),
            choices=[no_choice, *settings.LANGUAGES],
            required=False,
        )
        self.fields["office"] = forms.ChoiceField(
            label=_("Office"),
            help_text=_("Its page then opens first."),
            choices=[no_choice, *_offices()],
            required=False,
        )
        self.fields["text"] = forms.ChoiceField(
            label=_("Text size"), choices=list(TEXT_SIZES.items()), widget=forms.RadioSelect, required=False
        )
        self.fields["contrast"] = forms.ChoiceField(
            label=_("Contrast"), choices=list(CONTRASTS.items()), widget=forms.RadioSelect, required=False
        )

    def clean(self) -> dict[str, Any]:
        """An office opens in one of its own languages."""
        chosen = super().clean() or self.cleaned_data
        office = Office.objects.filter(slug=chosen.get("office") or "").first()
        if office is None or "language" in self.errors:
            return chosen
        site_languages = dict(settings.LANGUAGES)
        known = [code for code in office.languages if code in site_languages] or [settings.LANGUAGE_CODE]
        if not chosen["language"]:
            active = get_language() or settings.LANGUAGE_CODE
            chosen["language"] = active if active in known else known[0]
        elif chosen["language"] not in known:
            names = ", ".join(str(site_languages[code]) for code in known)
            self.add_error(
                "language", gettext("This office does not write in that language. It writes in: %s.") % names
            )
        return chosen

    def preferences(self) -> Preferences:
        """What a valid form chose."""
        return Preferences(**{name: self.cleaned_data[name] for name in self.fields})


def _offices() -> list[tuple[str, str]]:
    found = []
    for office in Office.objects.prefetch_related("texts"):
        try:
            found.append((office.slug, office.text().name))
        except OfficeText.DoesNotExist:
            continue
    return sorted(found, key=lambda entry: entry[1])
