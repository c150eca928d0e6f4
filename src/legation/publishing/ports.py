"""What publishing asks of packages above it, which fill these in when they start."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

# (service slug, office slug or "", language) → the address of the online form, or None without one.
ApplyUrl = Callable[[str, str, str], str | None]
_apply_url: list[ApplyUrl] = []


def offer_applications(port: ApplyUrl) -> None:
    """Casework says here where a service can be applied for online."""
    _apply_url.append(port)


@dataclass(frozen=True)
class Fact:
    """One line of the facts beside a service: what it is, what is so, and where more stands. One named `fee`
    stands in place of the fee that editors wrote."""

    name: str
    title: str
    text: str
    path: str = ""


# (service slug, office slug or "", language) → the facts, in the language that is active.
Facts = Callable[[str, str, str], list[Fact]]
_facts: list[Facts] = []


def add_facts(port: Facts) -> None:
    """Casework says here what it knows of a service, such as its fee and how long it took lately. What it says
    may change at any time: it then announces the tag `facts` of the pages."""
    _facts.append(port)


def facts(service: str, office: str, language: str) -> list[Fact]:
    """What is known of the service beside what its editors wrote."""
    return [fact for port in _facts for fact in port(service, office, language)]


def apply_url(service: str, office: str, language: str) -> str | None:
    """Where to apply online, or None when this service has no form here."""
    return next((url for port in _apply_url if (url := port(service, office, language))), None)


# (ISO code of a country or "", language) → the address at which nationals register their stay.
RegistrationUrl = Callable[[str, str], str]
_registration_url: list[RegistrationUrl] = []


def offer_registration(port: RegistrationUrl) -> None:
    """Casework says here where nationals abroad register."""
    _registration_url.append(port)


def registration_url(country: str, language: str) -> str:
    """Where to register a stay, in a country where one is named; empty where this cannot be done here."""
    return next((port(country, language) for port in _registration_url), "")


@dataclass(frozen=True)
class SurveyCard:
    """What a page shows of a survey that can be answered until then."""

    title: str
    path: str
    until: dt.datetime
    is_anonymous: bool


@dataclass(frozen=True)
class Surveys:
    """`card`: (survey slug, language) → what to show now, None for nothing; `changes` → when that may be
    different next; `choices` → slug and title of what editors can put into a page."""

    card: Callable[[str, str], SurveyCard | None]
    changes: Callable[[str], dt.datetime | None]
    choices: Callable[[], list[tuple[str, str]]]


_surveys: list[Surveys] = []


def offer_surveys(port: Surveys) -> None:
    """Surveys say here what pages can show of them. When that changes by itself they announce the tag
    `surveys`."""
    _surveys.append(port)


def survey_card(slug: str, language: str) -> SurveyCard | None:
    """What to show of the survey; None when it cannot be answered now or not in this language."""
    return next((card for port in _surveys if (card := port.card(slug, language))), None)


def survey_changes(slug: str) -> dt.datetime | None:
    """When it opens or closes next; None when it does neither any more."""
    return min((at for port in _surveys if (at := port.changes(slug))), default=None)


def survey_choices() -> list[tuple[str, str]]:
    """The surveys that can be put into a page."""
    return [choice for port in _surveys for choice in port.choices()]
