"""Conditions as an editor writes them: none, all of some lines, or any of them. A line is a test of an answer, or
a group of tests of which all, some or none must hold. What is nested more deeply comes from an import; it is shown
in words and kept until it is taken away."""

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


@dataclass(frozen=True)
class Kept:
    """What is nested more deeply than an editor writes it: it stays as it is, or goes."""

    when: Any


Leaf = Test | Kept


@dataclass(frozen=True)
class Group:
    """Tests that hold together as `mode` says, or `opposite` of that."""

    mode: str
    leaves: tuple[Leaf, ...]
    opposite: bool = False


@dataclass(frozen=True)
class Whole:
    """A condition taken apart."""

    mode: str = ALWAYS
    lines: tuple[Leaf | Group, ...] = ()


def taken_apart(when: object) -> Whole:
    """The condition as its page shows it."""
    if when is None:
        return Whole()
    for mode in (ALL, ANY):
        if (parts := _joined(when, mode)) is not None:
            return Whole(mode, tuple(_line(part) for part in parts))
    return Whole(ALL, (_line(when),))


def put_together(whole: Whole) -> Loose | None:
    """The condition as it is kept; None: always. A lone test stands by itself where all must hold; where any
    may, or in a group, the word is kept, so that the next test comes to stand as the editor chose."""
    parts = [_part(line) for line in whole.lines]
    if whole.mode == ALWAYS or not parts:
        return None
    if whole.mode == ALL and len(parts) == 1 and not isinstance(whole.lines[0], Group):
        return parts[0]
    return {whole.mode: parts}


def _joined(when: object, mode: str) -> list[Any] | None:
    """The parts of an `all` or `any`; None for anything else."""
    parts = when.get(mode) if isinstance(when, dict) else None
    return parts if isinstance(parts, list) else None


def _line(part: object) -> Leaf | Group:
    inner = part.get("not") if isinstance(part, dict) else None
    for mode in (ALL, ANY):
        for found, opposite in ((part, False), (inner, True)):
            if (parts := _joined(found, mode)) is not None:
                return Group(mode, tuple(_leaf(each) for each in parts), opposite)
    return _leaf(part)


def _leaf(part: object) -> Leaf:
    if isinstance(part, dict) and "question" in part:
        return Test(part)
    inner = part.get("not") if isinstance(part, dict) else None
    return Test(inner, opposite=True) if isinstance(inner, dict) and "question" in inner else Kept(part)


def _part(line: Leaf | Group) -> Any:
    if isinstance(line, Kept):
        return line.when
    found = line.looking if isinstance(line, Test) else {line.mode: [_part(leaf) for leaf in line.leaves]}
    return {"not": found} if line.opposite else found


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
    return said_of(when, {str(item.get("id")): item for _place, item in each_part(source)})


def said_of(when: object, known: dict[str, Loose]) -> str:
    """The condition in the active language, with the words of the `known` questions; empty for none."""
    return _words(when, known) if isinstance(when, dict) else ""


def _words(when: Loose, known: dict[str, Loose]) -> str:
    for mode, joint in ((ALL, _(" and ")), (ANY, _(" or "))):
        if mode in when:
            return joint.join(_inside(part, known) for part in when[mode] if isinstance(part, dict))
    if isinstance(when.get("not"), dict):
        return _("not: %(condition)s") % {"condition": _inside(when["not"], known)}
    asked = known.get(str(when.get("question")), {})
    name = words_of(asked.get("label") or asked.get("title")) or str(when.get("question"))
    if when.get("row"):
        rows = {row.get("value"): words_of(row.get("label")) for row in asked.get("rows") or []}
        name = f"{name} – {rows.get(when['row']) or when['row']}"
    return _("“%(question)s” is %(answer)s") % {"question": isolated(name), "answer": _answer(when, asked)}


def _inside(part: Loose, known: dict[str, Loose]) -> str:
    """The words of a part of a condition, in brackets where they join several."""
    several = max(len(part.get(mode) or []) for mode in (ALL, ANY)) > 1
    return f"({_words(part, known)})" if several else _words(part, known)


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
