"""Text as people type and paste it: kept as they meant it, without what no reader could see."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms

# Zero-width space, byte order mark, and the controls that turn the direction of what follows them;
# the marks and joiners that Arabic, Persian, Indic scripts and emoji are written with stay.
UNSEEN = frozenset("\u200b\ufeff\u2060\u202a\u202b\u202c\u202d\u202e")
LINES = frozenset("\n\t")


def plain(text: str) -> str:
    """The text in its composed form (NFC), without control signs, lone surrogates and unseen signs."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        sign
        for sign in whole
        if sign in LINES or (sign not in UNSEEN and unicodedata.category(sign) not in ("Cc", "Cs"))
    )
    return unicodedata.normalize("NFC", kept)


def digits_read(text: str) -> str:
    """The text with the decimal digits of every script as 0 to 9."""
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


class PlainField(forms.CharField):
    """A text; its length counts after cleaning."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(plain(value) if isinstance(value, str) else value))


class LineField(PlainField):
    """A text of one line: what was pasted over several becomes one."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split("\n")).replace("\t", " ")
