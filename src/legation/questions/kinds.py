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
    NPS = "nps"
    MATRIX = "matrix"
    RANKING = "ranking"


CHOOSING = (Kind.CHOICE, Kind.MANY)
COUNTING = (Kind.NUMBER, Kind.SCALE, Kind.NPS, Kind.MONEY)
# What is answered from a list that the form gives, so that answers can be counted and name nobody.
CLOSED = (Kind.CHOICE, Kind.MANY, Kind.SCALE, Kind.NPS, Kind.MATRIX, Kind.RANKING)
LEAST_LIKELY, MOST_LIKELY = 0, 10
