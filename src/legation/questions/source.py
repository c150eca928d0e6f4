"""Takes JSON apart and refuses whatever is not exactly right, naming the place."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from legation.kernel.errors import LegationError

Named = TypeVar("Named", bound=StrEnum)
ID = re.compile(r"[a-z][a-z0-9-]{0,39}")
RESERVED = frozenset({"check", "later", "done", "form-token", "language", "next", "remove", "add", "new"})
AMOUNT = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,3})?")


class WrongDefinition(LegationError):
    """The form cannot be used as written; the sentence names the place."""


def object_at(source: object, where: str, needed: set[str], allowed: set[str]) -> Mapping[str, Any]:
    """An object with all the keys `needed` and at most those `allowed` besides."""
    if not isinstance(source, dict):
        raise WrongDefinition(f"{where} must be an object.")
    if missing := sorted(needed - source.keys()):
        raise WrongDefinition(f"{where} lacks {', '.join(missing)}.")
    if unknown := sorted(str(key) for key in source.keys() - needed - allowed):
        raise WrongDefinition(f"{where} has unknown {', '.join(unknown)}.")
    return source


def list_at(source: object, where: str) -> list[Any]:
    """A list."""
    if not isinstance(source, list):
        raise WrongDefinition(f"{where} must be a list.")
    return source


def name_at(source: object, where: str) -> str:
    """An id that can stand in an address and as the name of a field."""
    if not isinstance(source, str) or not ID.fullmatch(source) or source in RESERVED:
        raise WrongDefinition(f"{where} must be a short word in small letters, not {source!r}.")
    return source


def one_of(kinds: type[Named], source: object, where: str) -> Named:
    """One of the names in `kinds`."""
    try:
        return kinds(str(source))
    except ValueError:
        raise WrongDefinition(f"{where} must be one of {', '.join(kinds)}.") from None


def truth_at(item: Mapping[str, Any], key: str, where: str, *, default: bool) -> bool:
    """True or false."""
    value = item.get(key, default)
    if not isinstance(value, bool):
        raise WrongDefinition(f"{where}.{key} must be true or false.")
    return value


def whole_at(item: Mapping[str, Any], key: str, where: str, *, least: int = -(10**9)) -> int | None:
    """A whole number of at least `least`; None when it is not there."""
    value = item.get(key)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool):
        raise WrongDefinition(f"{where}.{key} must be a whole number.")
    if not least <= value <= 10**9:
        raise WrongDefinition(f"{where}.{key} must be from {least} to a milliard.")
    return value


def amount_at(item: Mapping[str, Any], key: str, where: str) -> Decimal | None:
    """An exact amount, written as a whole number or as text such as `"0.50"`; None: not there."""
    value = item.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, str)) or not AMOUNT.fullmatch(str(value)):
        raise WrongDefinition(f'{where}.{key} must be a whole number or an amount as text, such as "0.50".')
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise WrongDefinition(f"{where}.{key} must be a number.") from None


def day_at(item: Mapping[str, Any], key: str, where: str, *, also: tuple[str, ...] = ()) -> str:
    """An ISO day, or one of the words `also`; empty: not there."""
    value = item.get(key)
    if value is None:
        return ""
    more = f", or {' or '.join(also)}" if also else ""
    if value not in also:
        try:
            if dt.date.fromisoformat(value).isoformat() != value:
                raise ValueError  # noqa: TRY301  # one sentence for every wrong day
        except (TypeError, ValueError):
            raise WrongDefinition(f"{where}.{key} must be a day such as 2026-01-31{more}.") from None
    return str(value)


def in_order(least: Any, most: Any, where: str, words: str = "least is more than most") -> None:
    """Neither end of a range contradicts the other."""
    if least is not None and most is not None and least > most:
        raise WrongDefinition(f"{where}: {words}.")
