"""Passwords that are guessed first are refused, without asking any other machine.

zxcvbn (MIT) brings its own lists: the 30,000 commonest passwords of published break-ins and the
commonest words and names, and sees through capitals, swapped letters, repetition, rows of keys and dates.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from zxcvbn import zxcvbn

from legation.accounts.models import User

LEAST = 3  # of 4: more than a hundred million guesses
LOOKED_AT = 72  # characters; what is longer only costs time
REASON = _("This password is guessed early. Take four words that do not belong together.")


class HardToGuess:
    """A validator of AUTH_PASSWORD_VALIDATORS."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError for a password that is among the first guesses of an attacker who knows
        the address."""
        email = user.email if user else ""
        own = [part for part in (email, *email.replace("@", ".").split(".")) if part]
        found = zxcvbn(password[:LOOKED_AT], user_inputs=[*own, "legation"])
        if found["score"] < LEAST:
            raise ValidationError(REASON, code="password_too_common")

    def get_help_text(self) -> str | Promise:
        """Shown nowhere: the forms have words of their own."""
        return REASON
