"""Changing parts of a draft's JSON. Each function gets a copy that it may change.

A page changes one aspect of one part; it is saved only where that aspect is as it was when the page was
opened. So two editors hinder each other only where both change the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from legation.kernel.errors import Conflict
from legation.questions.composing.models import Source
from legation.questions.composing.places import Loose, Part
from legation.questions.kinds import Kind
from legation.questions.reading_questions import ALL_HAVE, OWN, ROLES
from legation.questions.reading_texts import TEXTS
from legation.questions.source import ID, RESERVED

FORM_KEYS = ("languages", "title", "intro", "retention")
# The order in which keys are written, so that the same form is always the same text.
ORDER = [
    "id",
    "value",
    "kind",
    "languages",
    "title",
    "label",
    "intro",
    "text",
    "path",
    "link",
    "hint",
    "help",
    "required",
    "rows",
    "choices",
    "ends",
    "currency",
    "question",
    "row",
    "is",
    "within",
    "answered",
    "age",
    "least",
    "most",
    "low",
    "high",
    "first",
    "last",
    "roc",
    "issuer",
    "role",
    "all",
    "any",
    "not",
    "when",
    "retention",
    "repeat",
    "entry",
    "add",
    "eligibility",
    "steps",
    "questions",
]
# What a new question of a kind begins with, so that only what the editor must decide is missing.
BEGINS_WITH: dict[Kind, Loose] = {
    Kind.CHOICE: {"choices": []},
    Kind.MANY: {"choices": []},
    Kind.SCALE: {"least": 1, "most": 5},
    Kind.MATRIX: {"rows": [], "least": 1, "most": 5},
    Kind.RANKING: {"choices": []},
    Kind.MONEY: {"currency": "TWD"},
}
PLACE = {key: number for number, key in enumerate(ORDER)}


class Gone(Conflict):
    """The part is not there any more."""

    def __init__(self) -> None:
        super().__init__(_("This part of the form was removed meanwhile."))


def in_order(source: Source) -> Source:
    """The same form with its keys in the order of the house and its texts in that of its languages."""
    languages = source.get("languages")
    codes = [str(code) for code in languages] if isinstance(languages, list) else []
    found: Source = _ordered(source, codes)
    return found


def _ordered(found: Any, codes: list[str], key: str = "") -> Any:
    if isinstance(found, list):
        return [_ordered(value, codes) for value in found]
    if not isinstance(found, dict):
        return found
    if key in TEXTS:
        return {code: found[code] for code in sorted(found, key=lambda code: _rank(codes, code))}
    keys = sorted(found, key=lambda name: (PLACE.get(name, len(PLACE)), name))
    return {name: _ordered(found[name], codes, name) for name in keys}


def _rank(codes: list[str], code: str) -> tuple[int, str]:
    return (codes.index(code) if code in codes else len(codes), code)


def rows(source: Loose, where: str) -> list[Loose]:
    """The list in which questions stand: `eligibility`, or the id of a step. Raises Gone."""
    if where == "eligibility":
        found: list[Loose] = source.setdefault("eligibility", [])
        return found
    inside: list[Loose] = step_at(source, where).setdefault("questions", [])
    return inside


def step_at(source: Loose, name: str) -> Loose:
    """The step of this id. Raises Gone."""
    for step in source.get("steps", []):
        if step.get("id") == name:
            found: Loose = step
            return found
    raise Gone


def question_at(source: Loose, name: str) -> Loose:
    """The question of this id. Raises Gone."""
    row, number = home_of(source, name)
    return row[number]


def home_of(source: Loose, name: str) -> tuple[list[Loose], int]:
    """The list in which the question stands, and where in it. Raises Gone."""
    for row in (
        source.get("eligibility", []),
        *(step.get("questions", []) for step in source.get("steps", [])),
    ):
        for number, question in enumerate(row):
            if question.get("id") == name:
                return row, number
    raise Gone


def is_eligibility(source: Loose, name: str) -> bool:
    """Whether the question of this id is one of those before the form."""
    return any(question.get("id") == name for question in source.get("eligibility", []))


def value_of(source: Loose, part: Part) -> Any:
    """What the page of the part changes. Raises Gone."""
    if part.kind == "form":
        return {key: source[key] for key in FORM_KEYS if key in source}
    item = step_at(source, part.id) if part.kind == "step" else question_at(source, part.id)
    if part.aspect == "when":
        return item.get("when")
    if part.aspect:
        return _choice(item, part.aspect).get("ends")
    if part.kind == "step":
        return {key: value for key, value in item.items() if key not in ("id", "when", "questions")}
    own = {key: value for key, value in item.items() if key not in ("id", "when")}
    if "choices" in own:
        own["choices"] = [_without(choice, "ends") for choice in own["choices"]]
    return own


def put(source: Loose, part: Part, value: Any) -> None:
    """Write what the page of the part changed. Raises Gone."""
    if part.kind == "form":
        for key in FORM_KEYS:
            source.pop(key, None)
        source.update(value)
        _keep_languages(source, [str(code) for code in source.get("languages", [])])
        return
    item = step_at(source, part.id) if part.kind == "step" else question_at(source, part.id)
    if part.aspect:
        target = item if part.aspect == "when" else _choice(item, part.aspect)
        key = "when" if part.aspect == "when" else "ends"
        target.pop(key, None)
        if value:
            target[key] = value
        return
    endings = {choice["value"]: choice["ends"] for choice in item.get("choices", []) if "ends" in choice}
    kept = {key: item[key] for key in ("id", "when", "questions") if key in item}
    item.clear()
    item.update({**value, **kept})
    for choice in item.get("choices", []):
        if choice["value"] in endings:
            choice["ends"] = endings[choice["value"]]


def mark(value: Any) -> str:
    """Tells whether a part is as it was."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def saving(part: Part, opened: str, value: Any) -> Callable[[Source], Source]:
    """An edit that writes the part. It raises Conflict where it is not as it was when it was `opened`."""

    def edit(source: Source) -> Source:
        if mark(value_of(source, part)) != opened:
            raise Conflict(_("This was changed meanwhile."))
        put(source, part, value)
        return in_order(source)

    return edit


def adding_step(name: str, title: dict[str, str]) -> Callable[[Source], Source]:
    """An edit that adds a step at the end."""

    def edit(source: Loose) -> Source:
        source.setdefault("steps", []).append({"id": name, "title": title, "questions": []})
        return in_order(source)

    return edit


def adding_question(where: str, question: Loose) -> Callable[[Source], Source]:
    """An edit that adds a question at the end of a step or of the eligibility questions."""

    def edit(source: Loose) -> Source:
        if question["id"] in set(names(source)):
            raise Conflict(_("There is a part of this short name already."))
        rows(source, where).append(question)
        return in_order(source)

    return edit


def moving(kind: str, name: str, by: int) -> Callable[[Source], Source]:
    """An edit that moves a step or question one place up (-1) or down (1); a question at the edge of its
    step goes over to the next one."""

    def edit(source: Loose) -> Source:
        if kind == "step":
            steps = source["steps"]
            _swap(steps, steps.index(step_at(source, name)), by)
            return source
        row, number = home_of(source, name)
        if 0 <= number + by < len(row):
            _swap(row, number, by)
        elif not is_eligibility(source, name):
            steps = source["steps"]
            here = next(place for place, step in enumerate(steps) if step.get("questions") is row)
            if 0 <= here + by < len(steps):
                other = steps[here + by].setdefault("questions", [])
                other.insert(len(other) if by < 0 else 0, row.pop(number))
        return source

    return edit


def removing(kind: str, name: str) -> Callable[[Source], Source]:
    """An edit that takes a step with its questions, or a question, away."""

    def edit(source: Loose) -> Source:
        if kind == "step":
            source["steps"].remove(step_at(source, name))
        else:
            row, number = home_of(source, name)
            row.pop(number)
        return source

    return edit


def changing_kind(name: str, kind: Kind) -> Callable[[Source], Source]:
    """An edit that gives the question another kind; what only its old kind has goes."""

    def edit(source: Loose) -> Source:
        question = question_at(source, name)
        for key in question.keys() - {"id", "kind", "label", *ALL_HAVE, *OWN.get(kind, frozenset())}:
            question.pop(key)
        if question.get("role") and ROLES.get(question["role"]) is not kind:
            question.pop("role")
        question["kind"] = str(kind)
        for key, value in BEGINS_WITH.get(kind, {}).items():
            question.setdefault(key, value)
        return in_order(source)

    return edit


def names(source: Loose) -> Iterator[str]:
    """The ids of all steps and questions."""
    for question in source.get("eligibility", []):
        yield str(question.get("id"))
    for step in source.get("steps", []):
        yield str(step.get("id"))
        for question in step.get("questions", []):
            yield str(question.get("id"))


def fresh_name(source: Loose, wanted: str, fallback: str) -> str:
    """A short name that nothing in the form has yet, made from the words where they are Latin ones."""
    stem = slugify(wanted)[:30].strip("-_").replace("_", "-")
    if not ID.fullmatch(stem) or stem in RESERVED:
        stem = fallback
    taken = set(names(source))
    if stem not in taken and stem != fallback:
        return stem
    return next(name for number in range(1, 10_000) if (name := f"{stem}-{number}") not in taken)


def _choice(question: Loose, value: str) -> Loose:
    for choice in question.get("choices", []):
        if choice.get("value") == value:
            found: Loose = choice
            return found
    raise Gone


def _without(item: Loose, key: str) -> Loose:
    return {name: value for name, value in item.items() if name != key}


def _swap(row: list[Loose], number: int, by: int) -> None:
    if 0 <= number + by < len(row):
        row[number], row[number + by] = row[number + by], row[number]


def _keep_languages(found: Any, codes: list[str]) -> None:
    """Take the texts in other languages away, which the form would be refused for."""
    if isinstance(found, list):
        for each in found:
            _keep_languages(each, codes)
    elif isinstance(found, dict):
        for key, value in found.items():
            if key in TEXTS and isinstance(value, dict):
                for code in [code for code in value if code not in codes]:
                    value.pop(code)
            else:
                _keep_languages(value, codes)
