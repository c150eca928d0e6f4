"""What can be found beside the pages: the policy, the help abroad, forms, and offices by their names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from legation.offices import queries
from legation.offices.models import Office
from legation.publishing import trouble
from legation.publishing.policy.models import PolicyVersion
from legation.publishing.search_words import folded


@dataclass(frozen=True)
class Place:
    """Something with an address that is no page of the editors; `language` is that of its words."""

    title: str
    text: str
    url: str
    language: str


def places(words: list[str], language: str, office: Office | None = None) -> list[Place]:
    """Those with all the (folded) words. Below one office: only what belongs to it."""
    with override(language):
        sources = [_offices(language, office)]
        if office is None:
            sources += [_fixed(language), _policy(language), _help(language)]
        return [
            place
            for source in sources
            for place in source
            if all(word in folded(f"{place.title} {place.text}") for word in words)
        ]


def _offices(language: str, office: Office | None) -> Iterable[Place]:
    """Offices that do not publish in this language, by their names in it or in their own."""
    for row in [office] if office else queries.all_offices():
        if language not in row.languages:
            text = row.text(language)
            served = ", ".join(queries.country_name(code, language) for code in row.serves)
            names = {other.name for other in row.texts.all()} | {other.city for other in row.texts.all()}
            country = queries.country_name(row.country, language)
            words = f"{country}. {served}. {' · '.join(sorted(names))}"
            yield Place(text.name, words, f"/{language}/offices/{row.slug}/", text.language)


def _fixed(language: str) -> Iterable[Place]:
    """The forms and registers that every language has."""
    found = (
        (_("Write to the Minister"), _("Every letter gets a number, an answer, and a page on which you follow it."), "mailbox/"),
        (_("Register while you are abroad"), _("Tell us where you are, so that we reach you when there is an earthquake, unrest or a strike, and know whom to look for."), "registration/"),
        (_("Follow a case"), _("Look up a letter or an application by its number and secret."), "cases/"),
        (_("Cookies"), _("Every cookie of this site, and your choice of text size and contrast."), "cookies/"),
        (_("Our promises and their proof"), _("Every promise of the policy with the control that checks it and its latest result."), "assurance/"),
        (_("Statistics"), _("Visits, cases, answer times and disclosures in numbers."), "statistics/"),
        (_("Surveys"), _("Surveys that you can answer without giving your name, and their results."), "surveys/"),
    )  # fmt: skip
    return [Place(title, text, f"/{language}/{place}", language) for title, text, place in found]


def _policy(language: str) -> Iterable[Place]:
    version = PolicyVersion.objects.in_force()
    document = version.documents.get(language) if version else None
    if document is None:
        return
    text = " ".join(
        word
        for section in document.sections
        for word in (section.heading, *(sentence.text for sentence in section.sentences))
        if word
    )
    yield Place(document.title, text, f"/{language}/policy/", language)


def _help(language: str) -> Iterable[Place]:
    for kind in trouble.KINDS:
        advice = trouble.advice(kind, language)
        steps = " ".join(word for step in advice.steps for word in step)
        text = " ".join((advice.summary, steps, *advice.can, *advice.cannot))
        yield Place(advice.title, text, f"/{language}/help/{kind}/", language)
