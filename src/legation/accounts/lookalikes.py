"""Addresses that look like those of somebody else because letters of another script stand in them."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# As in Unicode's "highly restrictive" level (UTS 39): these scripts are written together.
TOGETHER = (
    {"LATIN", "CJK", "HIRAGANA", "KATAKANA"},
    {"LATIN", "CJK", "BOPOMOFO"},
    {"LATIN", "CJK", "HANGUL"},
)
# Letters of other scripts that nobody tells from Latin ones.
ALIKE = frozenset("асеорхуіјѕһԁӏԛԝѵԍьвкмнтгпοανρτυικ")


def one_script(address: str) -> None:
    """Raises ValidationError for an address of letters that do not belong together, also as `xn--…`."""
    local, _at, domain = address.rpartition("@")
    for part in (local, *map(_decoded, domain.split("."))):
        letters = [letter for letter in part.lower() if letter.isalpha()]
        scripts = {unicodedata.name(letter, "?").split(" ")[0].split("-")[0] for letter in letters}
        mixed = len(scripts) > 1 and not any(scripts <= set(allowed) for allowed in TOGETHER)
        if mixed or (letters and ALIKE.issuperset(letters)):
            raise ValidationError(
                _(
                    "Letters of this address look like those of another script. "
                    "Type it anew, all of it with one keyboard."
                ),
                code="lookalike",
            )


def _decoded(label: str) -> str:
    try:
        return label[4:].encode("ascii").decode("punycode") if label.lower().startswith("xn--") else label
    except UnicodeError:
        return label
