"""What the security officer writes about networks."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LENGTHS = (
    ("10", _("10 minutes")),
    ("60", pgettext_lazy("length", "1 hour")),
    ("1440", pgettext_lazy("length", "1 day")),
    ("43200", _("30 days")),
)


class NetworkForm(forms.Form):
    """A network and why. The prefixes begin with `words-`: a note may speak of `<script>`."""

    network = forms.CharField(
        label=_("Address or network"),
        help_text=_("Such as 192.0.2.7 or 192.0.2.0/24."),
        max_length=50,
        widget=forms.TextInput({"dir": "ltr"}),
    )

    note = forms.CharField(label=_("Why"), max_length=200)


class BlockForm(NetworkForm):
    """A network to block, and for how long."""

    prefix = "words-block"
    minutes = forms.ChoiceField(label=_("For how long"), choices=LENGTHS)


class AllowForm(NetworkForm):
    """A network never to block."""

    prefix = "words-allow"
