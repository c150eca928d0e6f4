"""The draft at a glance, as the outline page shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise

from legation.questions.composing.checking import Problem
from legation.questions.composing.conditions import in_words
from legation.questions.composing.forms import KINDS
from legation.questions.composing.places import Loose, Part, name_of, part_of, words_of
from legation.questions.kinds import Kind


@dataclass(frozen=True)
class Item:
    """A step or question. `problems`: how many things stand against it and what is in it."""

    id: str
    words: str
    address: str
    kind: str | Promise = ""
    required: bool = True
    condition: str = ""
    condition_address: str = ""
    repeats: bool = False
    problems: int = 0
    inside: list[Item] = field(default_factory=list)


@dataclass(frozen=True)
class Outline:
    """The eligibility questions and the steps."""

    eligibility: list[Item]
    steps: list[Item]


@dataclass(frozen=True)
class Shown:
    """A problem in words, with the page on which it is solved."""

    name: str
    sentence: str
    address: str


@dataclass(frozen=True)
class Problems:
    """What stands against the draft: mistakes, and by language the texts that lack."""

    mistakes: list[Shown]
    missing: list[tuple[str, str, list[Shown]]]

    @property
    def count(self) -> int:
        """All of them."""
        return len(self.mistakes) + sum(len(rows) for _code, _name, rows in self.missing)


def outline_of(source: Loose, slug: str, problems: Sequence[Problem]) -> Outline:
    """The outline; the numbers of problems stand at the parts on whose pages they are solved."""
    counts = Counter((part.kind, part.id) for part in (part_of(source, one.place) for one in problems))

    def question(item: Loose) -> Item:
        name = str(item.get("id"))
        when = item.get("when")
        return Item(
            name,
            words_of(item.get("label")),
            reverse("form_question", args=[slug, name]),
            KINDS.get(Kind(item["kind"]), "") if item.get("kind") in set(Kind) else "",
            item.get("required", True) is not False,
            in_words(when, source),
            reverse("form_condition", args=[slug, "question", name]),
            problems=counts["question", name],
        )

    def step(item: Loose) -> Item:
        name = str(item.get("id"))
        return Item(
            name,
            words_of(item.get("title")),
            reverse("form_step", args=[slug, name]),
            condition=in_words(item.get("when"), source),
            condition_address=reverse("form_condition", args=[slug, "step", name]),
            repeats="repeat" in item,
            problems=counts["step", name],
            inside=[question(inner) for inner in item.get("questions", [])],
        )

    return Outline(
        [question(item) for item in source.get("eligibility", [])],
        [step(item) for item in source.get("steps", [])],
    )


def problems_shown(source: Loose, slug: str, problems: Sequence[Problem]) -> Problems:
    """The problems with their links; missing texts by language, in the order of the form's languages."""
    names = dict(settings.LANGUAGES)
    by_language: dict[str, list[Shown]] = {}
    wrong = []
    for one in problems:
        shown = Shown(name_of(source, one.place), one.sentence, address_of(slug, part_of(source, one.place)))
        if one.language:
            by_language.setdefault(one.language, []).append(shown)
        else:
            wrong.append(shown)
    codes = [code for code in source.get("languages", []) if code in by_language]
    return Problems(wrong, [(code, names.get(code, code), by_language[code]) for code in codes])


def address_of(slug: str, part: Part) -> str:
    """The page on which the part is changed."""
    if part.kind == "form":
        return reverse("form_part", args=[slug])
    if part.aspect == "when":
        return reverse("form_condition", args=[slug, part.kind, part.id])
    if part.aspect:
        return reverse("form_ending", args=[slug, part.id, part.aspect])
    return reverse("form_step" if part.kind == "step" else "form_question", args=[slug, part.id])
