"""Surveys that come with the product, whose questions were looked at for fairness, data protection and words in
five languages. Whoever begins from one still has it approved by a second person."""

from __future__ import annotations

import copy
import json
from functools import cache
from importlib.resources import files
from typing import Any

Source = dict[str, Any]
CODES = ("how-did-we-do", "counter", "event", "opening-hours", "website", "recommend")


@cache
def _stored(code: str) -> Source:
    package = "legation.surveys" if code == "how-did-we-do" else "legation.surveys.desk"
    found: Source = json.loads(files(package).joinpath("definitions", f"{code}.json").read_text("utf-8"))
    return found


def precleared(code: str, languages: list[str]) -> Source:
    """The template in these languages alone. Raises KeyError for one that there is not."""
    if code not in CODES:
        raise KeyError(code)
    return in_languages(_stored(code), languages)


def titles() -> dict[str, dict[str, str]]:
    """The titles of all templates by code, then by language."""
    return {code: dict(_stored(code)["title"]) for code in CODES}


def in_languages(source: Source, languages: list[str]) -> Source:
    """A copy in which texts in other languages are left out; those that it lacks the composer will name."""
    found = copy.deepcopy(source)
    known = set(found["languages"])
    found["languages"] = list(languages)
    _prune(found, known - set(languages))
    return found


def _prune(part: object, gone: set[str]) -> None:
    if isinstance(part, list):
        for item in part:
            _prune(item, gone)
    elif isinstance(part, dict):
        for code in gone & part.keys():
            if isinstance(part[code], str):
                del part[code]
        for item in part.values():
            _prune(item, gone)
