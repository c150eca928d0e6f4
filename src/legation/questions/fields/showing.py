"""An answer in words, in the active language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from legation.questions.definition import Answer, Kind, Question
from legation.questions.fields.address import address_lines
from legation.questions.fields.countries import country_name
from legation.questions.fields.dates import day_shown
from legation.questions.fields.money import amount_of, amount_shown
from legation.questions.fields.together import lines

TOGETHER = (Kind.MATRIX, Kind.RANKING)


def shown(question: Question, answer: Answer | None, files: Mapping[str, str] | None = None) -> str:
    """The answer in words, in the active language; a text as the person wrote it.

    An answer that does not fit the question, such as one given to an earlier version of it, is shown
    as it stands.
    """
    if answer is None:
        return ""
    if question.kind in TOGETHER or (question.kind is Kind.ADDRESS and isinstance(answer, dict)):
        return "\n".join(_lines(question, answer))
    values = [str(value) for value in answer] if isinstance(answer, list) else [str(answer)]
    if question.kind in (Kind.CHOICE, Kind.MANY):
        labels = {choice.value: str(choice.label) for choice in question.choices}
        return ", ".join(labels.get(value, value) for value in values)
    if question.kind is Kind.FILE:
        return "\n".join((files or {}).get(key, _("File")) for key in values)
    in_words: dict[Kind, Callable[[str], str]] = {
        Kind.COUNTRY: country_name,
        Kind.DATE: lambda day: day_shown(dt.date.fromisoformat(day), roc=question.roc),
        Kind.MONEY: lambda amount: amount_shown(*amount_of(amount)),
        Kind.STATEMENT: lambda _true: _("Confirmed"),
    }
    try:
        return in_words.get(question.kind, str)(", ".join(values))
    except (ValueError, ArithmeticError):
        return ", ".join(values)


def _lines(question: Question, answer: Answer) -> list[str]:
    if question.kind is Kind.ADDRESS and isinstance(answer, dict):
        return address_lines({key: str(line) for key, line in answer.items()})
    return lines(question, answer)
