"""What changed between two versions."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from legation.publishing.policy.document import Document

# A word with its space, or one sign of a script that writes without spaces.
PIECE = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]|[^\s\u2e80-\u9fff\uff00-\uffef]+\s*|\s+")


@dataclass(frozen=True)
class Piece:
    """A run of text: `kind` is `same`, `added` or `removed`."""

    kind: str
    text: str


def differences(old: Document, new: Document) -> list[list[Piece]]:
    """One list a paragraph of the two texts, in the order of the newer; unchanged paragraphs whole."""
    before, after = _paragraphs(old), _paragraphs(new)
    rows: list[list[Piece]] = []
    matcher = difflib.SequenceMatcher(a=before, b=after, autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag == "equal":
            rows += [[Piece("same", text)] for text in after[start:end]]
        elif tag == "replace" and last - first == end - start:
            rows += [_words(a, b) for a, b in zip(before[first:last], after[start:end], strict=True)]
        else:
            rows += [[Piece("removed", text)] for text in before[first:last]]
            rows += [[Piece("added", text)] for text in after[start:end]]
    return rows


def _paragraphs(document: Document) -> list[str]:
    lines = [document.title]
    for section in document.sections:
        lines += [section.heading] if section.heading else []
        lines += [sentence.text for sentence in section.sentences]
    return lines


def _words(old: str, new: str) -> list[Piece]:
    before, after = PIECE.findall(old), PIECE.findall(new)
    pieces: list[Piece] = []
    matcher = difflib.SequenceMatcher(a=before, b=after, autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(after[start:end])))
            continue
        if first < last:
            pieces.append(Piece("removed", "".join(before[first:last])))
        if start < end:
            pieces.append(Piece("added", "".join(after[start:end])))
    return pieces
