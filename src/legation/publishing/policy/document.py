"""One policy text in one language, read from a small Markdown: sections of sentences, some of them
bound to a promise by `[promise.id]` at their start."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from legation.kernel.errors import LegationError
from legation.promises import PROMISES

BOUND = re.compile(r"^\[([a-z.-]+)\]\s+(.+)$")


@dataclass(frozen=True)
class Sentence:
    """A sentence; `promise` is the id that it is bound to, or empty."""

    text: str
    promise: str = ""


@dataclass(frozen=True)
class Section:
    """A heading (empty for the preamble) and its sentences."""

    heading: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Document:
    """A whole policy in one language; `news` says in one sentence what changed."""

    title: str
    news: str
    sections: tuple[Section, ...]

    @property
    def promises(self) -> list[str]:
        """The promise ids in the order of the text."""
        return [
            sentence.promise
            for section in self.sections
            for sentence in section.sentences
            if sentence.promise
        ]


def parse(source: str) -> Document:
    """Raises LegationError with a sentence that tells what is missing."""
    title = news = heading = ""
    sections: list[Section] = []
    sentences: list[Sentence] = []
    for line in (raw.strip() for raw in source.splitlines()):
        if line.startswith("## "):
            sections.append(Section(heading, tuple(sentences)))
            heading, sentences = line[3:].strip(), []
        elif line.startswith("# "):
            title = line[2:].strip()
        elif line.startswith("> "):
            news = line[2:].strip()
        elif line:
            bound = BOUND.match(line)
            sentences.append(Sentence(bound[2], bound[1]) if bound else Sentence(line))
    sections.append(Section(heading, tuple(sentences)))
    if not title or not news:
        raise LegationError(_("A policy begins with a line “# title” and a line “> what changed”."))
    return Document(
        title, news, tuple(section for section in sections if section.heading or section.sentences)
    )


def check(documents: dict[str, Document], languages: list[str]) -> None:
    """Every language is there, and each keeps every promise exactly once. Raises LegationError."""
    for language in languages:
        if language not in documents:
            raise LegationError(_("The policy is missing in the language “%s”.") % language)
        found = documents[language].promises
        missing = [promise for promise in PROMISES if promise not in found]
        unknown = [promise for promise in found if promise not in PROMISES]
        twice = [promise for promise in found if found.count(promise) > 1]
        if wrong := [*missing, *unknown, *twice]:
            raise LegationError(
                _("In the language “%(language)s” each promise must stand exactly once; look at %(promise)s.")
                % {"language": language, "promise": wrong[0]}
            )
