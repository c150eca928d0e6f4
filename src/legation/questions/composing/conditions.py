"""Conditions as an editor writes them: none, all of some tests, or any of them. What is nested more deeply
comes from an import; it is shown in words and kept until it is replaced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from legation.questions.composing.checking import each_part
from legation.questions.composing.places import Loose, isolated, words_of

ALWAYS, ALL, ANY = "always", "all", "any"


@dataclass(frozen=True)
class Test:
    """One test of a question's answer; `opposite`: it must fail."""

    looking: Loose
    opposite: bool = False

    @property
    def question(self) -> str:
        """The id of the question."""
        return str(self.looking.get("question", ""))


def taken_apart(when: object) -> tuple[str, list[Test]] | None:
    """The mode and its tests; None for what is nested more deeply."""
    if when is None:
        return ALWAYS, []
    if not isinstance(when, dict):
        return None
    for mode in (ALL, ANY):
        if mode in when:
            parts = when[mode] if isinstance(when[mode], list) else [None]
            tests = [_test(part) for part in parts]
            return (mode, [test for test in tests if test]) if all(tests) else None
    test = _test(when)
    return (ALL, [test]) if test else None


def _test(part: object) -> Test | None:
    if not isinstance(part, dict):
        return None
    if "question" in part:
        return Test(part)
    inner = part.get("not")
    return Test(inner, opposite=True) if isinstance(inner, dict) and "question" in inner else None


def put_together(mode: str, tests: list[Test]) -> Loose | None:
    """The condition as it is kept; None: always."""
    if mode == ALWAYS or not tests:
        return None
    parts: list[Loose] = [{"not": test.looking} if test.opposite else test.looking for test in tests]
    return parts[0] if len(parts) == 1 else {mode: parts}


def before(source: Loose, kind: str, name: str) -> list[tuple[str, Loose]]:
    """The questions at which the condition of a part can look, with their ids; of a repeating step that is
    over also the step itself."""
    found: list[tuple[str, Loose]] = []
    for place, item in each_part(source):
        if item.get("id") == name and (place.count(".") == 1 or place.startswith("elig")) == (
            kind == "question"
        ):
            break
        if "." in place or place.startswith("elig") or item.get("repeat"):
            found.append((str(item.get("id")), item))
    home = _home(source, name) if kind == "question" else ""
    return [(each, item) for each, item in found if each != home]


def _home(source: Loose, name: str) -> str:
    """The step in which the question stands."""
    for step in source.get("steps", []):
        if any(question.get("id") == name for question in step.get("questions", [])):
            return str(step.get("id"))
    return ""


def in_words(when: object, source: Loose) -> str:
    """The condition in the active language; empty for none."""
    if not isinstance(when, dict):
        return ""
    known = {str(item.get("id")): item for _place, item in each_part(source)}
    return _words(when, known)


def _words(when: Loose, known: dict[str, Loose]) -> str:
    for mode, joint in ((ALL, _(" and ")), (ANY, _(" or "))):
        if mode in when:
            inner = [_words(part, known) for part in when[mode] if isinstance(part, dict)]
            inside = [
                f"({words})" if _joins(part) else words
                for words, part in zip(inner, when[mode], strict=False)
            ]
            return joint.join(inside)
    if isinstance(when.get("not"), dict):
        return _("not: %(condition)s") % {"condition": _words(when["not"], known)}
    asked = known.get(str(when.get("question")), {})
    name = words_of(asked.get("label") or asked.get("title")) or str(when.get("question"))
    if when.get("row"):
        rows = {row.get("value"): words_of(row.get("label")) for row in asked.get("rows") or []}
        name = f"{name} – {rows.get(when['row']) or when['row']}"
    return _("“%(question)s” is %(answer)s") % {"question": isolated(name), "answer": _answer(when, asked)}


def _joins(part: Loose) -> bool:
    return ALL in part or ANY in part


def _answer(when: Loose, asked: Loose) -> str:
    if "is" in when:
        choices = asked.get("choices") or []
        labels = {choice.get("value"): words_of(choice.get("label")) for choice in choices}
        values: list[Any] = when["is"] if isinstance(when["is"], list) else []
        words = _(" or ").join(isolated(labels.get(value) or str(value)) for value in values) or "–"
        if when.get("within"):
            return _("%(answer)s (place 1 to %(count)s)") % {"answer": words, "count": when["within"]}
        return words
    ends = when.get("age") if isinstance(when.get("age"), dict) else when
    assert isinstance(ends, dict)
    low, high = ends.get("least", ends.get("first")), ends.get("most", ends.get("last"))
    if low is None and high is None:
        return _("answered")
    span = f"{'' if low is None else low} – {'' if high is None else high}".strip()
    return _("an age of %(years)s") % {"years": span} if "age" in when else span
