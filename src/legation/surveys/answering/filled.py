"""What was filled in so far. It travels in a hidden field of each page, sealed: nobody can read or change it
on its way, and the site keeps nothing until the answers are sent."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings

from legation.kernel.keys import BrokenSeal, master_key, seal, unseal
from legation.questions.answers import Answer
from legation.surveys.models import Survey

LONGEST = 1_500_000  # characters of the field
MOST_TYPED = 100_000  # characters typed wrongly that go along to another page
Typed = dict[str, dict[str, list[str]]]


@dataclass(frozen=True)
class Filled:
    """`token` is what answering spends; `form` the version of the form that asked. `typed` are fields that
    could not be understood, by step, kept as they were. `seen` are the pages that were sent and were right.
    `link` is that of a draft that this came from."""

    token: str
    form: int
    answers: dict[str, Answer] = field(default_factory=dict)
    typed: Typed = field(default_factory=dict)
    seen: tuple[str, ...] = ()
    link: str = ""

    def with_typed(self, step: str, typed: dict[str, list[str]] | None) -> Filled:
        """The same with what was typed wrongly on the page of a step; None: nothing was."""
        others = {name: fields for name, fields in self.typed.items() if name != step}
        if typed and sum(len(value) for values in typed.values() for value in values) <= MOST_TYPED:
            others[step] = typed
        return replace(self, typed=others)

    def content(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "token": self.token,
            "form": self.form,
            "answers": self.answers,
            "typed": self.typed,
            "seen": list(self.seen),
        }


def restored(content: dict[str, Any], link: str = "") -> Filled:
    """From JSON that this package wrote."""
    return Filled(
        str(content["token"]),
        int(content["form"]),
        dict(content["answers"]),
        dict(content["typed"]),
        tuple(content["seen"]),
        link,
    )


def sealed(filled: Filled, survey: Survey) -> str:
    """The text of the hidden field."""
    plain = json.dumps({**filled.content(), "link": filled.link}, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(seal(_key(), zlib.compress(plain), _context(survey))).decode()


def opened(text: str, survey: Survey) -> Filled | None:
    """What the field holds; None when it is not ours, was changed, or is of another survey."""
    if len(text) > LONGEST:
        return None
    try:
        plain = unseal(_key(), base64.b64decode(text.encode("ascii"), b"-_", validate=True), _context(survey))
        content = json.loads(zlib.decompress(plain))
        return restored(content, str(content["link"]))
    except (BrokenSeal, ValueError, KeyError):  # the last: a page of an older release
        return None


def _key() -> bytes:
    return master_key(settings.LEGATION_MASTER_KEY_FILE).derive("survey page")


def _context(survey: Survey) -> str:
    return f"survey page:{survey.seal_id}"
