"""Telephone numbers of the whole world, read as people write them where they live."""

from __future__ import annotations

from typing import Any

import phonenumbers
from django import forms
from django.utils.translation import gettext as _

from legation.questions.fields.plain import LineField

LONGEST = 40


class PhoneField(LineField):
    """A number with its country code, or one of the country `region` (ISO 3166) without; stored in the
    international form of the E.123 recommendation.

    A number is refused only when it cannot be one: of wrong length or of no country. The lists of
    numbers that are given out age, and a real number must not be refused because ours is old.
    """

    def __init__(self, region: str = "", **options: Any) -> None:
        widget = forms.TextInput({"type": "tel", "autocomplete": "tel", "dir": "ltr"})
        super().__init__(max_length=LONGEST, widget=widget, **options)
        self.region = region

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value))
        if not typed:
            return ""
        try:
            number = phonenumbers.parse(typed, self.region or None)
        except phonenumbers.NumberParseException as wrong:
            if wrong.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE:
                raise forms.ValidationError(
                    _("Enter a telephone number with its country code, such as +44 20 7946 0000.")
                ) from wrong
            raise forms.ValidationError(_not_a_number()) from wrong
        reason = phonenumbers.is_possible_number_with_reason(number)
        if reason == phonenumbers.ValidationResult.TOO_LONG:
            raise forms.ValidationError(_("This telephone number has too many digits. Check it."))
        if reason != phonenumbers.ValidationResult.IS_POSSIBLE:
            raise forms.ValidationError(_("This telephone number has too few digits. Check it."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _not_a_number() -> str:
    return _("This is no telephone number. Enter one such as +44 20 7946 0000.")
