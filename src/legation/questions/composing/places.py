"""Places in the JSON of a form, such as `steps[0].questions[2].label`: which part they mean, and its name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

Loose = dict[str, Any]
PIECE = re.compile(r"([a-z_]+)((?:\[\d+\])*)")
NUMBER = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True)
class Part:
    """What an editor changes on one page: `kind` is form, step or question; `aspect` is empty, `when` for its
    condition, or the value of the choice whose ending is meant."""

    kind: str
    id: str = ""
    aspect: str = ""


def tokens(place: str) -> list[str | int]:
    """The keys and numbers of a place, outermost first."""
    found: list[str | int] = []
    for name, numbers in PIECE.findall(place):
        found.append(name)
        found += [int(number) for number in NUMBER.findall(numbers)]
    return found[1:] if found[:1] == ["form"] else found


def at(source: object, path: list[str | int]) -> Any:
    """What stands there; None where nothing does."""
    for token in path:
        if isinstance(source, dict) and isinstance(token, str):
            source = source.get(token)
        elif isinstance(source, list) and isinstance(token, int) and token < len(source):
            source = source[token]
        else:
            return None
    return source


def part_of(source: Loose, place: str) -> Part:
    """The page on which whatever stands at this place is changed."""
    path = tokens(place)
    part = Part("form")
    for end in range(2, len(path) + 1):
        found = at(source, path[:end])
        if not isinstance(found, dict) or not isinstance(path[end - 1], int):
            continue
        if path[end - 2] == "steps" and end == 2:
            part = Part("step", str(found.get("id", "")))
        elif path[end - 2] in ("questions", "eligibility"):
            part = Part("question", str(found.get("id", "")))
        elif path[end - 2] == "choices" and "ends" in path[end:]:
            part = Part("question", part.id, str(found.get("value", "")))
    if "when" in path:
        part = Part(part.kind, part.id, "when")
    return part


def name_of(source: Loose, place: str) -> str:
    """The part in words, in the active language where it is written in it."""
    path, names = tokens(place), []
    for end in range(2, len(path) + 1):
        found, key = at(source, path[:end]), path[end - 2]
        if not isinstance(found, dict) or not isinstance(path[end - 1], int):
            continue
        number = int(path[end - 1]) + 1
        if key == "steps":
            names.append(_("Step %(number)s") % {"number": number} + _quoted(found.get("title")))
        elif key in ("questions", "eligibility"):
            names.append(_("question %(number)s") % {"number": number} + _quoted(found.get("label")))
        elif key == "choices":
            names.append(_("choice %(number)s") % {"number": number} + _quoted(found.get("label")))
        elif key == "rows":
            names.append(_("row %(number)s") % {"number": number} + _quoted(found.get("label")))
    if not names:
        return _("The whole form")
    joined = _(", ").join(names)
    return joined[:1].upper() + joined[1:]


def words_of(texts: object) -> str:
    """A text in the active language, else in the first in which it is written."""
    if not isinstance(texts, dict):
        return ""
    written = [str(texts.get(get_language() or "", "")), *(str(text) for text in texts.values())]
    return next((text for text in written if text.strip()), "")


def _quoted(texts: object) -> str:
    words = words_of(texts)
    short = words if len(words) <= 60 else f"{words[:59]}…"
    return " " + _("“%(words)s”") % {"words": isolated(short)} if short else ""


def isolated(words: str) -> str:
    """Words of any direction that do not disturb the sentence around them."""
    return f"\u2068{words}\u2069"
