"""What is said to somebody abroad in trouble: the ministry's page where there is one, else shipped words."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from legation.offices import queries
from legation.publishing.pages.help import HelpPage

TEXTS = Path(__file__).parent / "help_texts"
KINDS = ("lost-passport", "arrest", "hospital", "death", "disaster", "crime", "missing")


@dataclass(frozen=True)
class Advice:
    """What to do in one kind of trouble; `steps` are (what, how)."""

    kind: str
    title: str
    summary: str
    steps: tuple[tuple[str, str], ...]
    can: tuple[str, ...]
    cannot: tuple[str, ...]


@lru_cache(maxsize=8)
def shipped(language: str) -> dict[str, Any]:
    """The words that come with the software, by kind."""
    return tomllib.loads((TEXTS / f"{language}.toml").read_text())


def advice(kind: str, language: str) -> Advice:
    """What is published for this kind in this language. Raises KeyError for an unknown kind."""
    page = _pages(language).filter(slug=kind).first()
    return from_page(page) if page else _from_file(kind, language)


def titles(language: str) -> list[tuple[str, str]]:
    """(kind, title) of everything there is advice for, in the order of the page."""
    written = dict(_pages(language).values_list("slug", "title"))
    return [(kind, written.get(kind) or shipped(language)[kind]["title"]) for kind in KINDS]


def addresses() -> list[str]:
    """Every address of *abroad in trouble* that links lead to, those without a country first."""
    codes = sorted({code for office in queries.abroad() for code in office.serves})
    offices = [office.slug for office in queries.all_offices()]
    general = ["help/", *(f"help/{kind}/" for kind in KINDS)]
    places = [f"help/in/{code.lower()}/" for code in codes]
    places += [f"offices/{slug}/{part}/" for slug in offices for part in ("help", "emergency")]
    both = [f"help/{kind}/{code.lower()}/" for kind in KINDS for code in codes]
    languages = [language for language, _name in settings.LANGUAGES]
    return [f"/{code}/{rest}" for part in (general, places, both) for code in languages for rest in part]


def from_page(page: HelpPage) -> Advice:
    """What an editor has written; what was left empty is taken from the shipped words."""
    kind = page.slug if page.slug in KINDS else ""
    words = _from_file(kind, page.language) if kind else Advice(page.slug, page.title, "", (), (), ())
    steps = tuple((block.value["title"], block.value["text"]) for block in page.steps)
    return Advice(
        page.slug,
        page.title,
        page.summary or words.summary,
        steps or words.steps,
        _lines(page.can) or words.can,
        _lines(page.cannot) or words.cannot,
    )


def _from_file(kind: str, language: str) -> Advice:
    found = shipped(language)[kind]
    steps = tuple((title, text) for title, text in found["steps"])
    return Advice(kind, found["title"], found["summary"], steps, tuple(found["can"]), tuple(found["cannot"]))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _pages(language: str) -> Any:
    return HelpPage.objects.published().few().in_language(language)
