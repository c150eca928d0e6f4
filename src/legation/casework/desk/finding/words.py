"""What is kept to find a case by, and what somebody types to find it, made comparable: the same words in any
order, without case, accents and marks; Chinese, Japanese and Korean by every two neighbouring signs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff"
RUN = re.compile(rf"[{CJK}]+|[^\W{CJK}]+")
IS_CJK = re.compile(rf"[{CJK}]")
APOSTROPHES = re.compile("[\u0027\u0060\u00b4\u02b9-\u02bd\u2018\u2019\u201b]")
PARTS = re.compile(r"[\n,;،、，；]+")
DOCUMENT = re.compile(r"(?=[A-Z0-9]*[0-9])[A-Z0-9]{5,15}")
# Letters that no decomposition takes apart, as they are written where a keyboard lacks them.
PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ى": "ي", "ـ": ""}
)
MARK = 10  # combining classes below are parts of a letter, such as the voicing of kana
MOST = 60  # terms of one text
LEAST_OF_ADDRESS = 4


class What(StrEnum):
    """As what a text is looked for; the hashes of two never meet."""

    NUMBER = "number"
    NAME = "name"
    EMAIL = "email"
    ADDRESS = "address"
    DOCUMENT = "document"


@dataclass(frozen=True)
class Kept:
    """A text by which a case can be found."""

    what: What
    text: str


def folded(text: str) -> str:
    """Without case, accents, vowel marks and differences of width."""
    parts = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(sign for sign in parts if unicodedata.combining(sign) < MARK)
    return unicodedata.normalize("NFC", bare.translate(PLAIN))


def kept_terms(kept: Kept) -> set[str]:
    """Under which terms the text can be found."""
    if kept.what is What.NAME:
        words, runs = _split(kept.text)
        return set(list(dict.fromkeys([*words, *_pairs(["".join(runs)])]))[:MOST])
    if kept.what is What.ADDRESS:
        return set(_lines(kept.text)[:MOST])
    return {_whole(kept.what, kept.text)} - {""}


def asked_terms(typed: str) -> Iterator[tuple[What, set[str]]]:
    """What may be meant: as what, and the terms that must all be there. Nothing for what is too short."""
    typed = typed[:200]
    if "@" in typed:
        yield What.EMAIL, {_whole(What.EMAIL, typed)}
        return
    if DOCUMENT.fullmatch(document := _whole(What.DOCUMENT, typed)):
        yield What.DOCUMENT, {document}
    words, runs = _split(typed)
    if any(len(run) == 1 for run in runs):  # a surname of one sign stands first in the whole name
        runs = ["".join(sorted(runs, key=lambda run: len(run) > 1))]
    if name := {*words, *_pairs(run for run in runs if len(run) > 1)}:
        yield What.NAME, name
    if lines := _lines(typed):
        yield What.ADDRESS, set(lines)


def _split(text: str) -> tuple[list[str], list[str]]:
    """Words of two letters and more, and runs of signs that are written without spaces."""
    found = RUN.findall(APOSTROPHES.sub("", folded(text[:400])))
    runs = [run for run in found if IS_CJK.match(run)]
    return [word for word in found if word not in runs and len(word) > 1], runs


def _pairs(runs: Iterable[str]) -> list[str]:
    return [pair for run in runs for pair in ([run[i : i + 2] for i in range(len(run) - 1)] or [run]) if pair]


def _lines(text: str) -> list[str]:
    """The lines of an address, each squeezed, so that neither spaces nor dots have to be as they were."""
    squeezed = (re.sub(r"[\W_]+", "", folded(part)) for part in PARTS.split(text[:1000]))
    return [line for line in squeezed if len(line) >= (2 if IS_CJK.match(line) else LEAST_OF_ADDRESS)]


def _whole(what: What, text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    if what is What.EMAIL:
        return plain.casefold().strip()
    return re.sub(r"[\s\-‐‑–—./]", "", plain.upper())
