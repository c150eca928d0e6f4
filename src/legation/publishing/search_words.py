"""The words of the search: one form for what people write in different ways, and Chinese cut up.

Chinese has no spaces: signs are indexed alone and in pairs, so that a word inside a sentence is found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\U00020000-\U0002fa1f]+")
VOICED = "\u3099\u309a"  # in Japanese these make another sound, not an accent
ARABIC = str.maketrans({"ٱ": "ا", "ى": "ي", "ة": "ه", "ـ": "", "ک": "ك", "ی": "ي"})


def segmented(text: str) -> str:
    """The text with each run of Chinese signs as single signs and as overlapping pairs."""
    return CJK.sub(lambda run: f" {' '.join([*run[0], *_pairs(run[0])])} ", folded(text))


def query_words(text: str) -> str:
    """A visitor's words in the form of the index: a run of two or more signs asks for its pairs."""
    return " ".join(CJK.sub(lambda run: f" {' '.join(_pairs(run[0]) or run[0])} ", folded(text)).split())


def folded(text: str) -> str:
    """Without case, accents, Arabic vowel signs and full width; one form of alef, ya and ta marbuta."""
    return "".join(_folded(sign) for sign in text)


def found_places(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Where folded words stand in the text as it is written: (start, end), in order, not overlapping."""
    places: list[int] = []
    plain = ""
    for place, sign in enumerate(text):
        form = _folded(sign)
        plain += form
        places += [place] * len(form)
    wanted = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if word)
    if not wanted:
        return []
    return [
        (places[match.start()], _end(text, places[match.end() - 1])) for match in re.finditer(wanted, plain)
    ]


def _end(text: str, last: int) -> int:
    """Past the sign and what is written onto it."""
    end = last + 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


@lru_cache(maxsize=8192)
def _folded(sign: str) -> str:
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", sign).casefold())
    kept = "".join(part for part in apart if part in VOICED or not unicodedata.combining(part))
    return unicodedata.normalize("NFC", kept).translate(ARABIC)


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run) - 1)]
