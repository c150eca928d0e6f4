"""What was typed, carried from the field to the page of results: sealed for this person and an hour, so that no
name stands in an address, a history or a log, and going back from a case works.
"""

from __future__ import annotations

import base64
import binascii

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.casework.desk.finding.words import asked_terms
from legation.kernel import clock
from legation.kernel.keys import BrokenSeal, master_key, seal, unseal

AGE = 60 * 60


class SearchForm(forms.Form):
    """One field for everything by which a case is found."""

    asked = forms.CharField(
        label=_("Number, name, address or passport"),
        max_length=200,
        help_text=_(
            "Whole words of a name, in any order; of a Chinese, Japanese or Korean name two signs that stand "
            "together are enough. Of an address a whole line. E-mail addresses and passport numbers whole."
        ),
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type what the case is to be found by.")},
    )

    def clean_asked(self) -> str:
        """Something to look for."""
        asked = str(self.cleaned_data["asked"])
        if not any(True for _meant in asked_terms(asked)):
            raise forms.ValidationError(_("Type at least two letters or signs of the name."))
        return asked


def sealed(user: User, asked: str) -> str:
    """For the address of the page of results."""
    text = f"{int(clock.now().timestamp())} {asked}"
    return base64.urlsafe_b64encode(seal(_key(), text.encode(), _context(user))).decode().rstrip("=")


def unsealed(user: User, given: str) -> str | None:
    """What was typed; None when it is another's, or older than an hour."""
    try:
        raw = base64.urlsafe_b64decode(given[:2000] + "=" * (-len(given[:2000]) % 4))
        at, _space, asked = unseal(_key(), raw, _context(user)).decode().partition(" ")
    except (BrokenSeal, binascii.Error, ValueError):
        return None
    return asked if clock.now().timestamp() - int(at) <= AGE else None


def _key() -> bytes:
    return master_key(settings.LEGATION_MASTER_KEY_FILE).derive("case search asked")


def _context(user: User) -> str:
    return f"case search {user.pk}"
