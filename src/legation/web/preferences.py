"""The one optional cookie: what a visitor has chosen, signed, readable by our own small script.

Its value is `language.office.text.contrast:signature`, each part empty when nothing was chosen.
Pages that are the same for everybody are kept by the edge and never read it; the script sets text
size and contrast there. Pages made for one person carry them from the server.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

COOKIE = "legation_preferences"
AGE = 365 * 24 * 60 * 60
TEXT_SIZES = {"": _("As the browser has it"), "large": _("Large"), "largest": _("Very large")}
CONTRASTS = {"": _("As the device has it"), "more": _("Strong, black on white")}
SLUG = re.compile(r"^[a-z0-9-]{0,60}$")
_signer = signing.Signer(salt="legation.web.preferences")


@dataclass(frozen=True)
class Preferences:
    """Every part is empty until it is chosen."""

    language: str = ""
    office: str = ""
    text: str = ""
    contrast: str = ""

    def cleaned(self) -> Preferences:
        """The same without values that this site does not have."""
        return replace(
            self,
            language=self.language if self.language in dict(settings.LANGUAGES) else "",
            office=self.office if SLUG.match(self.office) else "",
            text=self.text if self.text in TEXT_SIZES else "",
            contrast=self.contrast if self.contrast in CONTRASTS else "",
        )


def read(request: HttpRequest) -> Preferences:
    """What the visitor has chosen; nothing when there is no cookie or it is not ours."""
    try:
        parts = _signer.unsign(request.COOKIES.get(COOKIE, "")).split(".")
    except signing.BadSignature:
        return Preferences()
    return Preferences(*parts).cleaned() if len(parts) == 4 else Preferences()


def remember(response: HttpResponse, chosen: Preferences, *, lasting: bool = True) -> None:
    """Set the cookie, for a year or until the browser is closed. Only after the visitor asked for it."""
    kept = chosen.cleaned()
    value = _signer.sign(".".join((kept.language, kept.office, kept.text, kept.contrast)))
    response.set_cookie(
        COOKIE, value, max_age=AGE if lasting else None, secure=True, samesite="Lax", httponly=False
    )


def forget(response: HttpResponse) -> None:
    """Take the cookie away."""
    response.delete_cookie(COOKIE, samesite="Lax")
