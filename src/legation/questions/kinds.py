"""The kinds of question there are."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a question asks for; `long` is free text, which the firewall leaves alone."""

    TEXT = "text"
    LONG = "long"
    DATE = "date"
    CHOICE = "choice"
    MANY = "many"
    COUNTRY = "country"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    MONEY = "money"
    PASSPORT = "passport"
    FILE = "file"
    STATEMENT = "statement"
    NUMBER = "number"
    SCALE = "scale"


CHOOSING = (Kind.CHOICE, Kind.MANY)
COUNTING = (Kind.NUMBER, Kind.SCALE, Kind.MONEY)
