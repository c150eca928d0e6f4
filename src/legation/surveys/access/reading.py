"""Reading a list of people from a CSV file, row by row: what is taken, and what is wrong with the rest."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from legation.kernel.errors import LegationError
from legation.surveys.access.models import MOST_ROWS

LARGEST = 10 * 1024 * 1024
LONGEST_LINE = 2000
DELIMITERS = ",;\t"
HEADINGS = {
    "address": ("address", "e-mail", "email", "mail", "電子郵件", "信箱", "メール", "correo", "البريد"),
    "language": ("language", "lang", "語言", "言語", "idioma", "اللغة"),
    "name": ("name", "姓名", "名前", "氏名", "nombre", "الاسم"),
}
NO_ADDRESS = gettext_noop("There is no e-mail address in it.")
NO_LANGUAGE = gettext_noop("The survey is not in this language.")
HIDDEN_SIGNS = gettext_noop("There is a sign in it that cannot be shown.")
TOO_LONG = gettext_noop("It is too long.")


@dataclass(frozen=True)
class Row:
    """One line of the file; `problem` says why it is not taken."""

    line: int
    address: str = ""
    language: str = ""
    name: str = ""
    problem: str = ""


def rows_of(upload: IO[bytes], languages: tuple[str, ...]) -> Iterator[Row]:
    """Every line that is not empty. Where no language stands in a line, it is the survey's first.

    Raises LegationError for a file that is no such list at all, or longer than is taken.
    """
    text = io.TextIOWrapper(upload, encoding="utf-8-sig", newline="")
    try:
        first = text.readline(LONGEST_LINE)
        delimiter = max(DELIMITERS, key=first.count)
        order = _order(next(csv.reader([first], delimiter=delimiter), []))
        lines = _lines(text) if order else _with(first, _lines(text))
        count = 0
        for number, cells in enumerate(csv.reader(lines, delimiter=delimiter), 2 if order else 1):
            if not any(cell.strip() for cell in cells):
                continue
            count += 1
            if count > MOST_ROWS:
                raise LegationError(_("More than 50,000 rows: divide the file."))
            yield _row(number, cells, order or ["address", "language", "name"], languages)
    except (UnicodeDecodeError, csv.Error) as error:
        raise LegationError(
            _("This is no list that we can read. Save it as CSV in UTF-8, one person a line.")
        ) from error
    finally:
        text.detach()


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Lines of a bearable length, so that a file without line ends fills no memory."""
    while line := text.readline(LONGEST_LINE):
        if len(line) >= LONGEST_LINE:
            raise csv.Error("line too long")
        yield line


def _with(first: str, rest: Iterable[str]) -> Iterator[str]:
    if first:
        yield first
    yield from rest


def _order(cells: list[str]) -> list[str]:
    """Which column is what, where the first line says so; empty where it is a person already."""
    heads = [cell.strip().strip("\ufeff").casefold() for cell in cells]
    found = [next((name for name, words in HEADINGS.items() if head in words), "") for head in heads]
    return found if "address" in found else []


def _row(line: int, cells: list[str], order: list[str], languages: tuple[str, ...]) -> Row:
    given = {
        name: unicodedata.normalize("NFC", cell.strip()) for name, cell in zip(order, cells, strict=False)
    }
    address, name = given.get("address", ""), given.get("name", "")
    language = given.get("language", "").lower().replace("_", "-") or languages[0]
    if not (address + name).isprintable() and any(
        unicodedata.category(sign) in ("Cc", "Cf", "Cs") for sign in address + name
    ):
        return Row(line, problem=HIDDEN_SIGNS)
    if len(address) > 254 or len(name) > 120:
        return Row(line, problem=TOO_LONG)
    try:
        validate_email(address)
    except ValidationError:
        return Row(line, problem=NO_ADDRESS)
    if language not in languages:
        return Row(line, problem=NO_LANGUAGE)
    return Row(line, address, language, name)
