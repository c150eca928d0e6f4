"""What in a free text could lead to a person: addresses, links, telephone numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from phonenumbers import Leniency, PhoneNumberMatcher

BLACK = "█"
# A run of signs is looked at from its beginning alone and never twice (`++`), so that a text made for it takes no
# longer than any other of its length.
EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]++@[\w-]++(?:\.[\w-]++)+")
LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"']++"
    r"|(?<![\w-])(?<![\w-]\.)[\w-]++(?:\.[\w-]++)*\.(?:com|org|net|gov|tw|jp|io|info)\b\S*+",
    re.IGNORECASE,
)
DIGITS = re.compile(r"\+?\d(?:[\s().-]?\d){6,14}")


@dataclass(frozen=True)
class Telling:
    """A place in a text, and what it looks like."""

    text: str
    kind: str | Promise


def telling(text: str) -> list[Telling]:
    """In the order of the text, each once."""
    found: dict[int, Telling] = {}
    for pattern, kind in (
        (EMAIL, _("e-mail address")),
        (LINK, _("link")),
        (DIGITS, _("telephone or other number")),
    ):
        for match in pattern.finditer(text):
            if not any(start <= match.start() < start + len(each.text) for start, each in found.items()):
                found[match.start()] = Telling(match[0], kind)
    for number in PhoneNumberMatcher(text, None, leniency=Leniency.POSSIBLE):
        if not any(start <= number.start < start + len(each.text) for start, each in found.items()):
            found[number.start] = Telling(number.raw_string, _("telephone or other number"))
    return list({each.text: each for _start, each in sorted(found.items())}.values())


def blacked_out(text: str, words: list[str]) -> str:
    """The text with these words blacked out wherever they stand, by a bar that does not tell how long they
    were."""
    for word in sorted(filter(None, words), key=len, reverse=True):
        text = re.sub(re.escape(word), BLACK * 4, text, flags=re.IGNORECASE)
    return text
