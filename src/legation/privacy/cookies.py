"""The register of cookies: every cookie this site may ever set, why, and for how long."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Cookie:
    """`when` tells the act after which it is set; `optional` ones need the visitor's choice."""

    name: str
    purpose: str | Promise
    lasts: str | Promise
    when: str | Promise
    optional: bool


REGISTER: dict[str, Cookie] = {
    cookie.name: cookie
    for cookie in (
        Cookie(
            "__Host-session",
            _("Keeps you signed in."),
            _("Until you sign out, or 12 hours"),
            _("When you open the sign-in page"),
            optional=False,
        ),
        Cookie(
            "__Host-browser",
            _(
                "Knows your browser again, so that whoever guesses at your password cannot lock you out of it."
            ),
            _("180 days"),
            _("When you sign in, but not on a shared computer"),
            optional=False,
        ),
        Cookie(
            "__Host-drafts",
            _("Finds the forms again that you began and did not send yet."),
            _("30 days"),
            _("When you press “Remember it in this browser”"),
            optional=True,
        ),
        Cookie(
            "legation_preferences",
            _("Remembers your language, office, text size and contrast."),
            _("One year; on a shared computer until the browser is closed"),
            _("When you choose to save preferences, or sign in to an account that keeps them"),
            optional=True,
        ),
    )
}
