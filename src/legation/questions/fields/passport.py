"""Passport numbers, with their check digit where it is given (ICAO Doc 9303, part 3, section 4.9).

A machine readable passport prints the number twice: above, and as the first nine signs of its last
line, where the check digit follows. People copy either, or paste the whole line; all are understood,
and a check digit that is given must be right. What is stored is the number alone.
"""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from legation.questions.fields.plain import LineField, digits_read

NUMBER_SIGNS = 9
LINE_SIGNS = 44
WEIGHTS = (7, 3, 1)
NUMBER = re.compile(r"[0-9A-Z]{5,9}")
# Passports whose number is known to be nine digits, by the issuer's code in the machine readable zone.
NINE_DIGITS = frozenset({"TWN"})


def check_digit(text: str) -> int:
    """The check digit of ICAO Doc 9303: values weighted 7, 3, 1, modulo ten; fillers count nothing."""
    values = (0 if sign == "<" else int(sign, 36) for sign in text)
    return sum(value * WEIGHTS[place % 3] for place, value in enumerate(values)) % 10


class PassportField(LineField):
    """A passport number; with `issuer` only one that this country can have given out."""

    def __init__(self, issuer: str = "", **options: Any) -> None:
        widget = forms.TextInput({"dir": "ltr", "autocapitalize": "characters", "spellcheck": "false"})
        super().__init__(max_length=60, widget=widget, **options)
        self.issuer = issuer
        if not self.help_text:
            self.help_text = _hint(issuer)

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value))
        signs = re.sub(r"[\s\-‐‑–—.]", "", digits_read(typed).upper())
        if not signs:
            return ""
        if not re.fullmatch(r"[0-9A-Z<]+", signs):
            raise forms.ValidationError(_("A passport number has only letters A to Z and digits."))
        number = self._checked(signs)
        if self.issuer in NINE_DIGITS and not (len(number) == NUMBER_SIGNS and number.isdigit()):
            raise forms.ValidationError(_("Enter the nine digits of the passport number."))
        if not NUMBER.fullmatch(number):
            raise forms.ValidationError(_("A passport number has 5 to 9 letters and digits. Check it."))
        return number

    def _checked(self, signs: str) -> str:
        """The number without its check digit, which must be right where it is given."""
        if len(signs) == LINE_SIGNS and self.issuer and signs[10:13] != self.issuer.ljust(3, "<"):
            raise forms.ValidationError(_("This line is from the passport of another country."))
        if len(signs) not in (NUMBER_SIGNS + 1, LINE_SIGNS):
            return signs.rstrip("<")
        number, digit = signs[:NUMBER_SIGNS], signs[NUMBER_SIGNS]
        if digit != str(check_digit(number)):
            raise forms.ValidationError(
                _("The number and its check digit do not fit together. Copy the number again.")
            )
        return number.rstrip("<")


def _hint(issuer: str) -> str:
    if issuer in NINE_DIGITS:
        return _("Nine digits, at the top right of the page with your picture.")
    return _("5 to 9 letters and digits, at the top right of the page with your picture.")
