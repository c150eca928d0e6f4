"""Beginnings of answers that officers start from, in the language of the person."""

from __future__ import annotations

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from legation.casework.cases.models import Case

BEGINNINGS: dict[str, tuple[str | Promise, str | Promise]] = {
    "answer": (
        _("Plain answer"),
        _(
            "Thank you for your letter.\n\nYou asked …\n\nOur answer: …\n\nIf anything remains open, you can reopen the case within thirty days."
        ),
    ),
    "service": (
        _("How to use a service"),
        _(
            "Thank you for your letter.\n\nThe service that you need is described on our website under “Services”. You need: …\n\nYou can begin online; the office then tells you when to come."
        ),
    ),
    "apology": (
        _("Apology for a mistake"),
        _("Thank you for telling us.\n\nYou are right: … We are sorry. We have done this about it: …"),
    ),
}


def begin(case: Case, code: str) -> str:
    """The text to start from, in the case's language; empty for an unknown code."""
    if code not in BEGINNINGS:
        return ""
    with translation.override(case.language):
        return str(BEGINNINGS[code][1])
