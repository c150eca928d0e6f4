"""Reads the texts of a form, and finds those that a language lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from legation.questions.source import WrongDefinition, object_at
from legation.questions.wording import NOTHING, Help, Text

LONGEST_TEXT = 4000
# The keys under which a text stands, wherever in a form.
TEXTS = frozenset({"title", "intro", "hint", "label", "text", "link", "low", "high", "entry", "add"})


@dataclass(frozen=True)
class Lack:
    """A text that a language of the form lacks. `place` such as `steps[0].questions[2].label`."""

    place: str
    language: str


class Texts:
    """Reads texts that must be there in all the languages of a form."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        self.languages = languages

    def text(self, source: object, where: str) -> Text:
        """A text in every language. Raises WrongDefinition."""
        if not isinstance(source, dict) or not all(isinstance(value, str) for value in source.values()):
            raise WrongDefinition(f"{where} must be texts by language.")
        if missing := [code for code in self.languages if not source.get(code, "").strip()]:
            raise WrongDefinition(f"{where} is missing in {', '.join(missing)}.")
        if more := sorted(str(code) for code in set(source) - set(self.languages)):
            raise WrongDefinition(f"{where} is in {', '.join(more)}, which the form does not have.")
        if any(len(value) > LONGEST_TEXT for value in source.values()):
            raise WrongDefinition(f"{where} is longer than {LONGEST_TEXT} characters.")
        if any(not _is_clean(value) for value in source.values()):
            raise WrongDefinition(f"{where} has signs that cannot be shown.")
        return Text({code: source[code] for code in self.languages})

    def optional(self, item: Mapping[str, Any], key: str, where: str) -> Text:
        """The same, where it may be left out."""
        return self.text(item[key], f"{where}.{key}") if key in item else NOTHING

    def help(self, item: Mapping[str, Any], where: str) -> Help | None:
        """What stands folded up; None: nothing."""
        if "help" not in item:
            return None
        place = f"{where}.help"
        found = object_at(item["help"], place, {"title", "text"}, set())
        return Help(self.text(found["title"], f"{place}.title"), self.text(found["text"], f"{place}.text"))


def lacks(source: object, languages: Sequence[str] = ()) -> list[Lack]:
    """Every text of a form that is not written yet, whatever else is wrong with it: the list that an
    editor works off. `languages`: those asked for; none: the form's own."""
    form: dict[str, Any] = source if isinstance(source, dict) else {}
    own = form.get("languages")
    codes = [code for code in own if isinstance(code, str)] if isinstance(own, list) else []
    return list(_lacks(form, languages or codes))


def texts_in(source: object, where: str = "") -> Iterator[tuple[str, object]]:
    """Every text of a form with its place, written or not, whatever else is wrong with the form."""
    if isinstance(source, list):
        for number, each in enumerate(source):
            yield from texts_in(each, f"{where}[{number}]")
    if not isinstance(source, dict):
        return
    for key, value in source.items():
        place = f"{where}.{key}" if where else str(key)
        if key in TEXTS:
            yield place, value
        else:
            yield from texts_in(value, place)


def _lacks(source: object, languages: Sequence[str]) -> Iterator[Lack]:
    for place, value in texts_in(source):
        texts: dict[str, Any] = value if isinstance(value, dict) else {}
        yield from (Lack(place, code) for code in languages if not str(texts.get(code, "")).strip())


def _is_clean(text: str) -> bool:
    """Without null bytes and lone surrogates, which no database or page takes."""
    return "\x00" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)
