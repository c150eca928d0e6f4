"""Writes a form definition as the JSON from which it can be read again: `read(write(form)) == form`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from legation.questions.conditions import (
    Age,
    All,
    Amounts,
    Answered,
    Condition,
    Days,
    Either,
    Is,
    Looking,
    Not,
)
from legation.questions.definition import Choice, Definition, Ending, Question, Repeat, Row, Step
from legation.questions.wording import Help, Text

Json = dict[str, Any]


def write(definition: Definition) -> Json:
    """The whole form; what it does not say is left out."""
    return _without_nothing(
        {
            "languages": list(definition.languages),
            "title": _text(definition.title),
            "intro": _text(definition.intro),
            "retention": definition.retention,
            "eligibility": [_question(question) for question in definition.eligibility],
            "steps": [_step(step) for step in definition.steps],
        }
    )


def _step(step: Step) -> Json:
    return _without_nothing(
        {
            "id": step.id,
            "title": _text(step.title),
            "hint": _text(step.hint),
            "help": _help(step.help),
            "when": _condition(step.when),
            "repeat": _repeat(step.repeat),
            "questions": [_question(question) for question in step.questions],
        }
    )


def _repeat(repeat: Repeat | None) -> Json | None:
    if repeat is None:
        return None
    return {
        "least": repeat.least,
        "most": repeat.most,
        "entry": _text(repeat.entry),
        "add": _text(repeat.add),
    }


def _question(question: Question) -> Json:
    money = question.money
    return _without_nothing(
        {
            "id": question.id,
            "kind": str(question.kind),
            "label": _text(question.label),
            "hint": _text(question.hint),
            "help": _help(question.help),
            "required": None if question.required else False,
            "rows": [_row(row) for row in question.rows],
            "choices": [_choice(choice) for choice in question.choices],
            "currency": money.currency if money else None,
            "least": _amount(money.least) if money else question.least,
            "most": _amount(money.most) if money else question.most,
            "low": _text(question.low),
            "high": _text(question.high),
            "first": question.first or None,
            "last": question.last or None,
            "roc": question.roc or None,
            "issuer": question.issuer or None,
            "role": question.role or None,
            "when": _condition(question.when),
            "retention": question.retention,
        }
    )


def _row(row: Row) -> Json:
    return {"value": row.value, "label": _text(row.label)}


def _choice(choice: Choice) -> Json:
    return _without_nothing(
        {"value": choice.value, "label": _text(choice.label), "ends": _ending(choice.ends)}
    )


def _ending(ending: Ending | None) -> Json | None:
    if ending is None:
        return None
    return _without_nothing(
        {
            "title": _text(ending.title),
            "text": _text(ending.text),
            "path": ending.path or None,
            "link": _text(ending.link),
        }
    )


def _condition(condition: Condition | None) -> Json | None:
    if condition is None:
        return None
    if isinstance(condition, All):
        return {"all": [_condition(part) for part in condition.conditions]}
    if isinstance(condition, Either):
        return {"any": [_condition(part) for part in condition.conditions]}
    if isinstance(condition, Not):
        return {"not": _condition(condition.condition)}
    assert isinstance(condition, Looking)
    base = {"question": condition.question, "row": condition.row or None}
    return _without_nothing({**base, **_looking(condition)})


def _looking(condition: Looking) -> Json:
    if isinstance(condition, Is):
        return {"is": list(condition.values), "within": condition.within}
    if isinstance(condition, Amounts):
        return {"least": _amount(condition.least), "most": _amount(condition.most)}
    if isinstance(condition, Days):
        ends = {"first": condition.first, "last": condition.last}
        return {key: day.isoformat() for key, day in ends.items() if day}
    if isinstance(condition, Age):
        return {"age": _without_nothing({"least": condition.least, "most": condition.most})}
    assert isinstance(condition, Answered)
    return {"answered": True}


def _text(text: Text) -> dict[str, str]:
    return dict(text.by_language)


def _help(found: Help | None) -> Json | None:
    return {"title": _text(found.title), "text": _text(found.text)} if found else None


def _amount(amount: Decimal | None) -> int | str | None:
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else str(amount)


def _without_nothing(item: Mapping[str, Any]) -> Json:
    return {key: value for key, value in item.items() if value is not None and value not in ({}, [])}
