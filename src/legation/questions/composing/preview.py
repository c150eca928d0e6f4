"""The draft as a definition that can be shown, however unfinished it is. Nothing of it is stored."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from legation.questions.composing.checking import each_part, mistakes
from legation.questions.composing.choice_fields import lacking
from legation.questions.composing.places import Loose, at, tokens
from legation.questions.definition import Definition, Question
from legation.questions.reading import read
from legation.questions.reading_texts import lacks

START, TASKS, CHECK = "start", "tasks", "check"
ASK, ENDING, ONE = "ask-", "end-", "one-"


@dataclass(frozen=True)
class PreviewPage:
    """One page that can be shown: `name` stands in its address."""

    name: str
    title: str
    condition: Loose | None = None


def shown_definition(source: Loose) -> Definition:
    """The draft with every page and question in it, whatever was answered; a missing text says so in its own
    language, and what cannot be asked yet is left out. Raises WrongDefinition where more is wrong."""
    found = copy.deepcopy(source)
    for _place, item in each_part(found):
        item.pop("when", None)
    found["eligibility"] = [item for item in found.get("eligibility", []) if _can_be_asked(item)]
    for step in found.get("steps", []):
        step["questions"] = [item for item in step.get("questions", []) if _can_be_asked(item)]
    _drop_wrong(found)
    found["steps"] = [step for step in found.get("steps", []) if step["questions"]] or [_empty_step(found)]
    for lack in lacks(found):
        texts: Any = at(found, tokens(lack.place))
        if isinstance(texts, dict):
            with translation.override(lack.language):
                texts[lack.language] = _("[This text is missing]")
    return read(found)


def pages_of(source: Loose, definition: Definition) -> list[PreviewPage]:
    """Every page in the order in which people come to them."""
    conditions = {
        str(item.get("id")): item.get("when") for place, item in each_part(source) if "." not in place
    }
    found = [] if definition.eligibility else [PreviewPage(START, str(definition.title))]
    for question in definition.eligibility:
        found.append(PreviewPage(f"{ASK}{question.id}", str(question.label)))
        found += [
            PreviewPage(ending_name(question, number), str(choice.ends.title))
            for number, choice in enumerate(question.choices)
            if choice.ends
        ]
    found.append(PreviewPage(TASKS, _("List of steps")))
    for step in definition.steps:
        found.append(PreviewPage(step.id, str(step.title), conditions.get(step.id)))
        if step.repeat:
            found.append(PreviewPage(f"{ONE}{step.id}", f"{step.repeat.entry} 1"))
    found.append(PreviewPage(CHECK, _("Check your answers")))
    return found


def ending_name(question: Question, number: int) -> str:
    """What the page of an ending is called in its address."""
    return f"{ENDING}{question.id}-{number}"


def _drop_wrong(source: Loose) -> None:
    """Leave out the questions that have mistakes, so that the others can be shown."""
    places = [tokens(problem.place) for problem in mistakes(source)]
    ends = {"eligibility": 2, "steps": 4}
    wrong = {tuple(path[: ends.get(str(path[0]), 0)]) for path in places if path}
    for path in sorted((path for path in wrong if len(path) in (2, 4)), key=str, reverse=True):
        row, number = at(source, list(path[:-1])), path[-1]
        if isinstance(row, list) and isinstance(number, int) and (path[0] == "eligibility" or len(path) == 4):
            row.pop(number)


def _can_be_asked(item: Loose) -> bool:
    return not any(lacking(item))


def _empty_step(source: Loose) -> Loose:
    """Stands for the steps of a form that has none yet."""
    title: dict[str, str] = {}
    for code in source.get("languages", []):
        with translation.override(code):
            title[code] = _("No question yet")
    return {
        "id": "empty",
        "title": title,
        "questions": [{"id": "empty-text", "kind": "text", "label": title}],
    }
