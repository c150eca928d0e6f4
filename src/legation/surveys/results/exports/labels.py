"""What the columns and values of an export are called, and the syntax by which SPSS and PSPP learn it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from legation.questions.definition import Kind
from legation.questions.fields.together import mark_shown
from legation.questions.kinds import CLOSED
from legation.surveys.models import Survey
from legation.surveys.packing import COUNTED
from legation.surveys.results.exports.rows import Field

LONGEST_NAME = 64  # of a variable, in SPSS
LONGEST_LABEL = 250
# No names there.
WORDS_OF_SPSS = ("ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH")
TEXT_WIDTH = 8000


def title_of(column: Field) -> str:
    """The question, and of it the part, in the active language."""
    question = column.question
    named = {each.value: str(each.label) for each in question.rows}
    if question.kind is not Kind.MATRIX:
        named |= {each.value: str(each.label) for each in question.choices}
    return f"{question.label}: {named[column.part]}" if column.part else str(question.label)


def labels_of(column: Field) -> dict[str, str]:
    """What each value of the column means; empty where it says so itself."""
    question = column.question
    if question.kind is Kind.MANY:
        return {"1": _("Chosen"), "0": _("Not chosen")}
    if question.kind is Kind.RANKING or question.kind not in CLOSED:
        return {}
    marks = {str(mark): mark_shown(question, mark) for mark in question.marks}
    return {choice.value: str(choice.label) for choice in question.choices} or marks


def codes_of(column: Field) -> dict[str, int]:
    """The number that stands for each value of a list, from 1; marks and places are numbers already."""
    question = column.question
    if question.kind in (Kind.CHOICE, Kind.MATRIX):
        return {choice.value: number for number, choice in enumerate(question.choices, start=1)}
    return {}


def syntax(survey: Survey, columns: list[Field]) -> str:
    """Reads `answers.csv` and names variables and values."""
    names = _names(columns)
    lines = [
        "* Encoding: UTF-8.",
        f"* {survey.slug}.",
        "SET UNICODE=ON.",
        "GET DATA /TYPE=TXT /FILE='answers.csv' /ENCODING='UTF8' /DELIMITERS=',' /QUALIFIER='\"'",
        "  /ARRANGEMENT=DELIMITED /FIRSTCASE=2 /VARIABLES=",
        "  day SDATE10",
        *(f"  {name} {_form(column)}" for name, column in zip(names, columns, strict=True)),
        "  .",
        "VARIABLE LABELS",
        *(f"  {name} {_quoted(title_of(column))}" for name, column in zip(names, columns, strict=True)),
        "  .",
    ]
    for name, column in zip(names, columns, strict=True):
        codes = codes_of(column)
        values = {codes.get(value, value): words for value, words in labels_of(column).items()}
        if values:
            listed = " ".join(f"{value} {_quoted(words)}" for value, words in values.items())
            lines.append(f"VALUE LABELS {name} {listed}.")
    return "\ufeff" + "\r\n".join([*lines, "EXECUTE.", ""])


def _names(columns: list[Field]) -> list[str]:
    """Names that SPSS takes: short enough, beginning with a letter, no words of its own, each once."""
    found: list[str] = []
    for number, column in enumerate(columns, start=1):
        is_free = column.name[0].isalpha() and column.name.upper() not in WORDS_OF_SPSS
        name = column.name if is_free else f"q_{column.name}"
        found.append(name if len(name) <= LONGEST_NAME and name not in found else f"{name[:54]}_{number}")
    return found


def _form(column: Field) -> str:
    return "F8.0" if column.question.kind in COUNTED else f"A{TEXT_WIDTH}"


def _quoted(words: str) -> str:
    plain = " ".join(words.split())[:LONGEST_LABEL].replace("'", "''")
    return f"'{plain}'"
