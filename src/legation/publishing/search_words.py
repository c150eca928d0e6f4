"""Chinese has no spaces: signs are indexed alone and in pairs, so that a word inside a sentence is found."""

from __future__ import annotations

import re
import unicodedata

CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\U00020000-\U0002fa1f]+")


def segmented(text: str) -> str:
    """The text with each run of Chinese signs as single signs and as overlapping pairs."""
    return CJK.sub(lambda run: f" {' '.join([*run[0], *_pairs(run[0])])} ", folded(text))


def query_words(text: str) -> str:
    """A visitor's words in the form of the index: a run of two or more signs asks for its pairs."""
    return " ".join(CJK.sub(lambda run: f" {' '.join(_pairs(run[0]) or run[0])} ", folded(text)).split())


def folded(text: str) -> str:
    """Full-width letters become ordinary ones, case is ignored."""
    return unicodedata.normalize("NFKC", text).casefold()


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run) - 1)]
