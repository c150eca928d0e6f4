"""Forms as JSON files: written always in the same way, and read so strictly that every mistake is named."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from legation.kernel.errors import LegationError
from legation.questions.composing.editing import in_order
from legation.questions.composing.models import Source

LARGEST = 1024 * 1024
DEEPEST = 20


class NoForm(LegationError):
    """It cannot be read as JSON at all; the sentence says where."""


def exported(source: Source) -> bytes:
    """The form as a file; the same form is always the same bytes, and `imported` gives it back."""
    return (json.dumps(in_order(source), ensure_ascii=False, indent=2) + "\n").encode()


def imported(content: bytes) -> Any:
    """What the file holds, not yet judged. Raises NoForm for what is no JSON or could be read in two ways."""
    if len(content) > LARGEST:
        raise NoForm(_("The file is larger than 1 MB."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NoForm(_("The file is not written in UTF-8.")) from error
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        sentence = _("This is not JSON: look at line %(line)s, sign %(sign)s.")
        raise NoForm(sentence % {"line": error.lineno, "sign": error.colno}) from error
    except RecursionError as error:
        raise NoForm(_("It is nested too deeply.")) from error
    except ValueError as error:
        raise NoForm(_("It holds a number that is none.")) from error
    if _depth(found) > DEEPEST:
        raise NoForm(_("It is nested too deeply."))
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _value in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise NoForm(_("The key “%(key)s” stands twice in one object.") % {"key": twice[:60]})
    return found


def _no_constant(name: str) -> Any:
    raise NoForm(_("It holds a number that is none."))


def _depth(found: Any) -> int:
    deepest, layer = 0, [found]
    while layer:
        deepest += 1
        inside: list[Any] = []
        for each in layer:
            if isinstance(each, dict):
                inside += each.values()
            elif isinstance(each, list):
                inside += each
        layer = inside
    return deepest
