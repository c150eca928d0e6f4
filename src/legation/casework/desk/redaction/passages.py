"""Finding passages in a text, and the text without them."""

from __future__ import annotations

from collections.abc import Iterable

MARK = "▇▇▇▇▇"  # of one length, so that it does not tell how long the passage was
HIDDEN = "\0"

Span = tuple[int, int]


def plain(text: str) -> str:
    """With single line ends, so that a passage copied from a page is found."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def places(text: str, passage: str, struck: Iterable[Span]) -> list[Span]:
    """Where the passage stands, outside of what is struck already."""
    seen = list(plain(text))
    for start, end in struck:
        seen[start:end] = HIDDEN * (end - start)
    whole, wanted = "".join(seen), plain(passage).strip()
    found: list[Span] = []
    at = whole.find(wanted) if wanted else -1
    while at >= 0:
        found.append((at, at + len(wanted)))
        at = whole.find(wanted, at + len(wanted))
    return found


def without(text: str, struck: Iterable[Span]) -> str:
    """The text with a mark in the place of each struck passage; passages that touch have one mark."""
    whole, parts, last = plain(text), [], 0
    for start, end in _joined(struck):
        parts += [whole[last:start], MARK]
        last = end
    return "".join([*parts, whole[last:]])


def _joined(struck: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(struck):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined
