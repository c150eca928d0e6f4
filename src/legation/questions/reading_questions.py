"""Reads one question of a form: what each kind may say of itself, and what it must."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from babel.numbers import list_currencies

from legation.questions.definition import MOST_FILES, TODAY, Choice, Ending, Money, Question, Row
from legation.questions.kinds import CHOOSING, Kind
from legation.questions.reading_conditions import Earlier, condition
from legation.questions.reading_texts import Texts
from legation.questions.source import (
    WrongDefinition,
    amount_at,
    day_at,
    in_order,
    list_at,
    name_at,
    object_at,
    one_of,
    truth_at,
    whole_at,
)

VALUE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
PATH = re.compile(r"[a-z0-9/-]*")
ISSUER = re.compile(r"[A-Z]{3}")
ROLES = {"name": Kind.TEXT, "email": Kind.EMAIL, "phone": Kind.PHONE, "residence": Kind.COUNTRY}
LONGEST_RETENTION = 365 * 100
MOST_CHARACTERS = 20_000
MOST_SCALE = 10
MOST_ROWS, MOST_COLUMNS, MOST_RANKED = 20, 11, 15
LIMITED = frozenset({"least", "most"})
# What a question of each kind may have beside what all have.
OWN: dict[Kind, frozenset[str]] = {
    Kind.TEXT: frozenset({"most"}),
    Kind.LONG: frozenset({"most"}),
    Kind.DATE: frozenset({"first", "last", "roc"}),
    Kind.CHOICE: frozenset({"choices"}),
    Kind.MANY: frozenset({"choices"}),
    Kind.MONEY: frozenset({"currency"}) | LIMITED,
    Kind.PASSPORT: frozenset({"issuer"}),
    Kind.FILE: frozenset({"most"}),
    Kind.NUMBER: LIMITED,
    Kind.SCALE: frozenset({"low", "high"}) | LIMITED,
    Kind.NPS: frozenset({"low", "high"}),
    Kind.MATRIX: frozenset({"rows", "choices", "low", "high"}) | LIMITED,
    Kind.RANKING: frozenset({"choices", "most"}),
}
ALL_HAVE = frozenset({"hint", "required", "role", "when", "help", "retention"})


class Questions:
    """Reads the questions of one form, one after the other."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self.earlier = Earlier()
        self.taken: set[str] = set()

    def take(self, name: object, where: str) -> str:
        """An id that nothing else of the form has."""
        taken = name_at(name, where)
        if taken in self.taken:
            raise WrongDefinition(f"{where}: {taken} is taken.")
        self.taken.add(taken)
        return taken

    def question(self, source: object, where: str, *, eligibility: bool = False) -> Question:
        """One question; from here on conditions may look at it. Raises WrongDefinition."""
        everything = ALL_HAVE.union(*OWN.values())
        item = object_at(source, where, {"id", "kind", "label"}, set(everything))
        kind = one_of(Kind, item["kind"], f"{where}.kind")
        name = self.take(item["id"], f"{where}.id")
        _only_own(item, kind, where)
        question = Question(
            name,
            kind,
            self.texts.text(item["label"], f"{where}.label"),
            self.texts.optional(item, "hint", where),
            truth_at(item, "required", where, default=True),
            self.choices(item.get("choices", []), f"{where}.choices", eligibility=eligibility),
            None if kind is Kind.MONEY else whole_at(item, "least", where),
            None if kind is Kind.MONEY else whole_at(item, "most", where),
            self.texts.optional(item, "low", where),
            self.texts.optional(item, "high", where),
            _role(item, kind, where),
            condition(item["when"], f"{where}.when", self.earlier) if "when" in item else None,
            _money(item, where) if kind is Kind.MONEY else None,
            day_at(item, "first", where, also=(TODAY,)),
            day_at(item, "last", where, also=(TODAY,)),
            truth_at(item, "roc", where, default=False),
            _issuer(item, where),
            self.texts.help(item, where),
            whole_at(item, "retention", where, least=0),
            self.rows(item.get("rows", []), f"{where}.rows"),
        )
        _check(question, where)
        _check_together(question, where)
        if eligibility and (kind is not Kind.CHOICE or not question.required or question.when):
            raise WrongDefinition(f"{where}: an eligibility question is a required choice without when.")
        self.earlier.add(question)
        return question

    def choices(self, source: object, where: str, *, eligibility: bool) -> tuple[Choice, ...]:
        """The answers to choose from."""
        found = []
        for number, each in enumerate(list_at(source, where)):
            place = f"{where}[{number}]"
            item = object_at(each, place, {"value", "label"}, {"ends"} if eligibility else set())
            if not isinstance(item["value"], str) or not VALUE.fullmatch(item["value"]):
                raise WrongDefinition(f"{place}.value must be a short word in small letters.")
            ends = self.ending(item["ends"], f"{place}.ends") if "ends" in item else None
            found.append(Choice(item["value"], self.texts.text(item["label"], f"{place}.label"), ends))
        if len({choice.value for choice in found}) != len(found):
            raise WrongDefinition(f"{where} must have different values.")
        return tuple(found)

    def rows(self, source: object, where: str) -> tuple[Row, ...]:
        """The rows of a matrix."""
        found = []
        for number, each in enumerate(list_at(source, where)):
            place = f"{where}[{number}]"
            item = object_at(each, place, {"value", "label"}, set())
            if not isinstance(item["value"], str) or not VALUE.fullmatch(item["value"]):
                raise WrongDefinition(f"{place}.value must be a short word in small letters.")
            found.append(Row(item["value"], self.texts.text(item["label"], f"{place}.label")))
        if len({row.value for row in found}) != len(found):
            raise WrongDefinition(f"{where} must have different values.")
        return tuple(found)

    def ending(self, source: object, where: str) -> Ending:
        """Why nobody who chose this need apply."""
        item = object_at(source, where, {"title", "text"}, {"path", "link"})
        path = item.get("path", "")
        if not isinstance(path, str) or not PATH.fullmatch(path) or path.startswith("/"):
            raise WrongDefinition(f"{where}.path must be a page below the language, such as services/.")
        if bool(path) != ("link" in item):
            raise WrongDefinition(f"{where} must have both a path and the text of its link, or neither.")
        return Ending(
            self.texts.text(item["title"], f"{where}.title"),
            self.texts.text(item["text"], f"{where}.text"),
            path,
            self.texts.optional(item, "link", where),
        )


def _only_own(item: Mapping[str, Any], kind: Kind, where: str) -> None:
    own = OWN.get(kind, frozenset())
    if strange := sorted(item.keys() - {"id", "kind", "label"} - ALL_HAVE - own):
        raise WrongDefinition(f"{where}: a question of kind {kind} has no {', '.join(strange)}.")
    if kind in (*CHOOSING, Kind.RANKING) and not item.get("choices"):
        raise WrongDefinition(f"{where}: a question of kind {kind} needs choices.")


def _role(item: Mapping[str, Any], kind: Kind, where: str) -> str:
    role = item.get("role", "")
    if role == "":
        return ""
    wanted = ROLES.get(role) if isinstance(role, str) else None
    if wanted is None:
        raise WrongDefinition(f"{where}.role must be one of {', '.join(ROLES)}.")
    if kind is not wanted:
        raise WrongDefinition(f"{where}.role {role} needs a question of kind {wanted}.")
    return str(role)


def _money(item: Mapping[str, Any], where: str) -> Money:
    currency = item.get("currency")
    if not isinstance(currency, str) or currency not in list_currencies():
        raise WrongDefinition(f"{where}.currency must be a currency of ISO 4217, such as TWD.")
    least, most = amount_at(item, "least", where), amount_at(item, "most", where)
    in_order(least, most, where)
    return Money(currency, least, most)


def _issuer(item: Mapping[str, Any], where: str) -> str:
    issuer = item.get("issuer", "")
    if issuer != "" and (not isinstance(issuer, str) or not ISSUER.fullmatch(issuer)):
        raise WrongDefinition(f"{where}.issuer must be three letters as in the passport, such as TWN.")
    return str(issuer)


def _check(question: Question, where: str) -> None:
    least, most, kind = question.least, question.most, question.kind
    in_order(least, most, where)
    if kind in (Kind.TEXT, Kind.LONG) and most is not None and not 1 <= most <= MOST_CHARACTERS:
        raise WrongDefinition(f"{where}.most must be from 1 to {MOST_CHARACTERS} characters.")
    if kind is Kind.FILE and not 1 <= question.most_files <= MOST_FILES:
        raise WrongDefinition(f"{where}: a file question takes 1 to {MOST_FILES} as most.")
    if kind is Kind.SCALE and (least is None or most is None or most - least > MOST_SCALE):
        raise WrongDefinition(f"{where}: a scale needs least and most, at most {MOST_SCALE + 1} values.")
    if TODAY not in (question.first, question.last):
        in_order(question.first or None, question.last or None, where, "first is after last")
    if (question.retention or 0) > LONGEST_RETENTION:
        raise WrongDefinition(f"{where}.retention must be at most {LONGEST_RETENTION} days.")


def _check_together(question: Question, where: str) -> None:
    """A matrix has rows and one kind of columns; a ranking something to put in order."""
    if question.kind is Kind.MATRIX:
        _check_matrix(question, where)
    if question.kind is Kind.RANKING:
        count = len(question.choices)
        if not 2 <= count <= MOST_RANKED:
            raise WrongDefinition(f"{where}.choices must be 2 to {MOST_RANKED} to be put in order.")
        if question.most is not None and not 1 <= question.most <= count:
            raise WrongDefinition(f"{where}.most must be from 1 to {count} places.")


def _check_matrix(question: Question, where: str) -> None:
    least, most = question.least, question.most
    marks = (least, most, question.low or None, question.high or None)
    if not 1 <= len(question.rows) <= MOST_ROWS:
        raise WrongDefinition(f"{where}.rows must not be empty, and at most {MOST_ROWS}.")
    if question.choices and any(part is not None for part in marks):
        raise WrongDefinition(f"{where} must have either choices or a scale with least and most.")
    if question.choices:
        if len(question.choices) > MOST_COLUMNS:
            raise WrongDefinition(f"{where}.choices must be at most {MOST_COLUMNS}.")
    elif least is None or most is None or most - least > MOST_SCALE:
        raise WrongDefinition(
            f"{where} needs choices, or a scale with least and most, at most {MOST_SCALE + 1} values."
        )
