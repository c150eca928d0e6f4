"""What a draft changes against a version: a row for each text and setting that differs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from legation.questions.composing.checking import text_name
from legation.questions.composing.conditions import in_words
from legation.questions.composing.places import Loose, isolated, words_of
from legation.questions.reading_texts import TEXTS


@dataclass(frozen=True)
class Difference:
    """`kind` is added, removed, moved or changed; `where` names the part. `language` of the two texts."""

    kind: str
    where: str
    what: str = ""
    old: str = ""
    new: str = ""
    language: str = ""


def differences(old: Loose, new: Loose) -> list[Difference]:
    """In the order of the newer form; what was removed stands last."""
    before, after = _parts(old), _parts(new)
    found = []
    for key, item in after.items():
        name = _name(key, item)
        if key not in before:
            found.append(Difference("added", name))
        else:
            found += list(_changes(name, before[key], item, (old, new)))
    found += [Difference("removed", _name(key, item)) for key, item in before.items() if key not in after]
    return found + list(_moved(before, after))


def _parts(source: Loose) -> dict[tuple[str, str], Loose]:
    """The form, its steps and its questions, by kind and id."""
    found = {
        ("form", ""): {
            key: source[key] for key in ("languages", "title", "intro", "retention") if key in source
        }
    }
    for question in source.get("eligibility", []):
        found["question", str(question.get("id"))] = question
    for step in source.get("steps", []):
        found["step", str(step.get("id"))] = {key: value for key, value in step.items() if key != "questions"}
        for question in step.get("questions", []):
            found["question", str(question.get("id"))] = question
    return found


def _name(key: tuple[str, str], item: Loose) -> str:
    kind, name = key
    if kind == "form":
        return _("The whole form")
    words = words_of(item.get("title") or item.get("label")) or name
    return (_("Step “%(words)s”") if kind == "step" else _("Question “%(words)s”")) % {
        "words": isolated(words)
    }


def _changes(name: str, old: Loose, new: Loose, forms: tuple[Loose, Loose]) -> Iterator[Difference]:
    before, after = dict(_flat(old)), dict(_flat(new))
    for place in [*after, *(place for place in before if place not in after)]:
        one, other = before.get(place), after.get(place)
        if one == other:
            continue
        where, language = place
        if where == "when":
            yield Difference(
                "changed", name, _("When it is asked"), in_words(one, forms[0]), in_words(other, forms[1])
            )
        elif language:
            what = f"{text_name(where)} ({dict(settings.LANGUAGES).get(language, language)})"
            yield Difference("changed", name, what, str(one or ""), str(other or ""), language)
        else:
            yield Difference("changed", name, setting_name(where), _shown(one), _shown(other))


def _flat(found: Any, place: str = "", key: str = "") -> Iterator[tuple[tuple[str, str], Any]]:
    """Every text by language, every condition whole, every other value, by place. Choices go by their value."""
    if key in TEXTS and isinstance(found, dict):
        yield from (((place, code), text) for code, text in found.items())
    elif key in ("when", "languages"):
        yield (place, ""), found
    elif isinstance(found, dict):
        for name, value in found.items():
            yield from _flat(value, f"{place}.{name}" if place else name, name)
    elif isinstance(found, list):
        for number, value in enumerate(found):
            name = value.get("value", number) if isinstance(value, dict) else number
            yield from _flat(value, f"{place}.{name}", "")
    else:
        yield (place, ""), found


def _moved(before: dict[tuple[str, str], Loose], after: dict[tuple[str, str], Loose]) -> Iterator[Difference]:
    """Parts that both have and that stand after another one now."""
    common = [key for key in before if key in after]
    now = [key for key in after if key in before]
    for old, new in zip(common, now, strict=True):
        if old != new:
            yield Difference("moved", _name(new, after[new]))
            return


def setting_name(place: str) -> str:
    """What a setting is called on the page where it is changed."""
    key = place.rpartition(".")[2]
    return {
        "languages": _("Languages"),
        "retention": _("Days for which answers are kept"),
        "kind": _("Kind of answer"),
        "required": _("It must be answered"),
        "least": _("The least"),
        "most": _("The most"),
        "first": _("Not before"),
        "last": _("Not after"),
        "currency": _("Currency"),
        "issuer": _("Only passports issued by"),
        "role": _("What the answer is used for"),
        "value": _("Short name"),
        "path": _("Page of this site to go on to"),
        "roc": _("The year may also be written in the calendar of the Republic of China"),
    }.get(key, key)


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
