"""Reads a form definition from JSON and refuses whatever is not exactly right, naming the place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from legation.kernel.errors import LegationError
from legation.questions.definition import (
    MOST_FILES,
    NOTHING,
    Choice,
    Condition,
    Definition,
    Ending,
    Kind,
    Question,
    Step,
    Text,
)

ID = re.compile(r"[a-z][a-z0-9-]{0,39}")
VALUE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
PATH = re.compile(r"[a-z0-9/-]*")
LONGEST_TEXT = 4000
ROLES = ("", "name", "email", "phone")
RESERVED = frozenset({"check", "later", "done", "form-token", "language"})


class WrongDefinition(LegationError):
    """The form cannot be used as written; the sentence names the place."""


def read(source: object) -> Definition:
    """The definition in `source`. Raises WrongDefinition."""
    form = _object(source, "form", {"languages", "title", "steps"}, {"intro", "eligibility"})
    languages = form["languages"]
    if (
        not isinstance(languages, list)
        or not languages
        or not all(isinstance(code, str) and VALUE.fullmatch(code) for code in languages)
        or len(set(languages)) != len(languages)
    ):
        raise WrongDefinition("languages must be a list of different language codes.")
    return _Reader(tuple(languages)).definition(form)


class _Reader:
    """Carries the languages and what was asked so far through the reading."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        self.languages = languages
        self.earlier: dict[str, Question] = {}
        self.taken: set[str] = set()

    def definition(self, form: Mapping[str, Any]) -> Definition:
        eligibility = tuple(
            self.question(item, f"eligibility[{number}]", eligibility=True)
            for number, item in enumerate(_list(form.get("eligibility", []), "eligibility"))
        )
        self.earlier.update({question.id: question for question in eligibility})
        steps = tuple(
            self.step(item, f"steps[{number}]") for number, item in enumerate(_list(form["steps"], "steps"))
        )
        if not steps:
            raise WrongDefinition("steps must not be empty.")
        if len({step.id for step in steps}) != len(steps):
            raise WrongDefinition("steps must have different ids.")
        roles = [question.role for step in steps for question in step.questions if question.role]
        if len(set(roles)) != len(roles):
            raise WrongDefinition("steps: each role may be given to one question only.")
        return Definition(
            self.languages,
            self.text(form["title"], "title"),
            self.text(form["intro"], "intro") if "intro" in form else NOTHING,
            eligibility,
            steps,
        )

    def step(self, source: object, where: str) -> Step:
        item = _object(source, where, {"id", "title", "questions"}, {"hint", "when"})
        questions = tuple(
            self.question(each, f"{where}.questions[{number}]")
            for number, each in enumerate(_list(item["questions"], f"{where}.questions"))
        )
        if not questions:
            raise WrongDefinition(f"{where}.questions must not be empty.")
        step = Step(
            _name(item["id"], f"{where}.id"),
            self.text(item["title"], f"{where}.title"),
            questions,
            self.optional(item, "hint", where),
            self.condition(item, where),
        )
        self.earlier.update({question.id: question for question in questions})
        return step

    def question(self, source: object, where: str, *, eligibility: bool = False) -> Question:
        item = _object(
            source,
            where,
            {"id", "kind", "label"},
            {"hint", "required", "choices", "least", "most", "low", "high", "role", "when"},
        )
        name = _name(item["id"], f"{where}.id")
        if name in self.taken:
            raise WrongDefinition(f"{where}.id: {name} is taken.")
        self.taken.add(name)
        question = Question(
            name,
            _kind(item["kind"], f"{where}.kind"),
            self.text(item["label"], f"{where}.label"),
            self.optional(item, "hint", where),
            _truth(item.get("required", True), f"{where}.required"),
            self.choices(item.get("choices", []), f"{where}.choices", eligibility=eligibility),
            _whole(item, "least", where),
            _whole(item, "most", where),
            self.optional(item, "low", where),
            self.optional(item, "high", where),
            item.get("role", ""),
            None if eligibility else self.condition(item, where),
        )
        _check_question(question, where, eligibility=eligibility)
        return question

    def choices(self, source: object, where: str, *, eligibility: bool) -> tuple[Choice, ...]:
        found = []
        for number, each in enumerate(_list(source, where)):
            place = f"{where}[{number}]"
            item = _object(each, place, {"value", "label"}, {"ends"} if eligibility else set())
            if not isinstance(item["value"], str) or not VALUE.fullmatch(item["value"]):
                raise WrongDefinition(f"{place}.value must be a short word in small letters.")
            ends = self.ending(item["ends"], f"{place}.ends") if "ends" in item else None
            found.append(Choice(item["value"], self.text(item["label"], f"{place}.label"), ends))
        if len({choice.value for choice in found}) != len(found):
            raise WrongDefinition(f"{where} must have different values.")
        return tuple(found)

    def ending(self, source: object, where: str) -> Ending:
        item = _object(source, where, {"title", "text"}, {"path", "link"})
        path = item.get("path", "")
        if not isinstance(path, str) or not PATH.fullmatch(path) or path.startswith("/"):
            raise WrongDefinition(f"{where}.path must be a page below the language, such as services/.")
        if bool(path) != ("link" in item):
            raise WrongDefinition(f"{where} must have both a path and the text of its link, or neither.")
        return Ending(
            self.text(item["title"], f"{where}.title"),
            self.text(item["text"], f"{where}.text"),
            path,
            self.optional(item, "link", where),
        )

    def condition(self, item: Mapping[str, Any], where: str) -> Condition | None:
        if "when" not in item:
            return None
        where = f"{where}.when"
        when = _object(item["when"], where, {"question", "is"}, set())
        question = self.earlier.get(when["question"]) if isinstance(when["question"], str) else None
        if question is None:
            raise WrongDefinition(f"{where}.question must be a question of an earlier step.")
        values = _list(when["is"], f"{where}.is")
        known = {choice.value for choice in question.choices}
        if question.kind not in (Kind.CHOICE, Kind.MANY) or not values or not set(values) <= known:
            raise WrongDefinition(f"{where}.is must list choices of {question.id}.")
        return Condition(question.id, tuple(values))

    def optional(self, item: Mapping[str, Any], key: str, where: str) -> Text:
        return self.text(item[key], f"{where}.{key}") if key in item else NOTHING

    def text(self, source: object, where: str) -> Text:
        if not isinstance(source, dict) or not all(isinstance(value, str) for value in source.values()):
            raise WrongDefinition(f"{where} must be texts by language.")
        if missing := [code for code in self.languages if not source.get(code, "").strip()]:
            raise WrongDefinition(f"{where} is missing in {', '.join(missing)}.")
        if more := sorted(set(source) - set(self.languages)):
            raise WrongDefinition(f"{where} is in {', '.join(more)}, which the form does not have.")
        if any(len(value) > LONGEST_TEXT for value in source.values()):
            raise WrongDefinition(f"{where} is longer than {LONGEST_TEXT} characters.")
        return Text({code: source[code] for code in self.languages})


def _check_question(question: Question, where: str, *, eligibility: bool) -> None:
    chooses = question.kind in (Kind.CHOICE, Kind.MANY)
    if chooses != bool(question.choices):
        raise WrongDefinition(f"{where}: choices belong to kinds choice and many, and to no other.")
    if eligibility and (question.kind is not Kind.CHOICE or not question.required):
        raise WrongDefinition(f"{where}: an eligibility question is a required choice.")
    if question.role not in ROLES:
        raise WrongDefinition(f"{where}.role must be one of {', '.join(ROLES[1:])}.")
    wanted = {"name": Kind.TEXT, "email": Kind.EMAIL, "phone": Kind.PHONE}.get(question.role, question.kind)
    if question.kind is not wanted:
        raise WrongDefinition(f"{where}.role needs a question of kind {wanted}.")
    least, most = question.least, question.most
    if least is not None and most is not None and least > most:
        raise WrongDefinition(f"{where}: least is more than most.")
    if question.kind is Kind.FILE and (least is not None or not 1 <= question.most_files <= MOST_FILES):
        raise WrongDefinition(f"{where}: a file question takes no least, and 1 to {MOST_FILES} as most.")
    if question.kind is Kind.SCALE and (least is None or most is None or most - least > 10):
        raise WrongDefinition(f"{where}: a scale needs least and most, at most 11 values.")


def _object(source: object, where: str, needed: set[str], allowed: set[str]) -> Mapping[str, Any]:
    if not isinstance(source, dict):
        raise WrongDefinition(f"{where} must be an object.")
    if missing := sorted(needed - source.keys()):
        raise WrongDefinition(f"{where} lacks {', '.join(missing)}.")
    if unknown := sorted(str(key) for key in source.keys() - needed - allowed):
        raise WrongDefinition(f"{where} has unknown {', '.join(unknown)}.")
    return source


def _list(source: object, where: str) -> list[Any]:
    if not isinstance(source, list):
        raise WrongDefinition(f"{where} must be a list.")
    return source


def _name(source: object, where: str) -> str:
    if not isinstance(source, str) or not ID.fullmatch(source) or source in RESERVED:
        raise WrongDefinition(f"{where} must be a short word in small letters, not {source!r}.")
    return source


def _kind(source: object, where: str) -> Kind:
    try:
        return Kind(str(source))
    except ValueError:
        raise WrongDefinition(f"{where} must be one of {', '.join(Kind)}.") from None


def _truth(source: object, where: str) -> bool:
    if not isinstance(source, bool):
        raise WrongDefinition(f"{where} must be true or false.")
    return source


def _whole(item: Mapping[str, Any], key: str, where: str) -> int | None:
    value = item.get(key)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise WrongDefinition(f"{where}.{key} must be a whole number.")
    return value
