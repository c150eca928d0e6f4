"""The sentences of the strict reader in the language of the editor. The place is named beside them, so they need
not name it; the reader itself speaks English, as the files that it reads."""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from legation.questions.composing.places import isolated

SHAPE = _("It does not have the shape that is needed here. Compare it with a form that was exported.")
NOT_FITTING = _("The condition does not fit the kind of question at which it looks.")
TWICE = _("This short name is given twice.")
SHORT = _(
    "A short name has small Latin letters, digits and hyphens only, and is no word of our own addresses."
)

# What the reader's sentence contains, and what is said instead; the first that fits.
SENTENCES: list[tuple[str, str | Promise]] = [
    (r" lacks (?P<what>.+)\.$", _("It lacks: %(what)s.")),
    (r" has unknown (?P<what>.+)\.$", _("It has something that is not known here: %(what)s.")),
    (r": a question of kind \S+ has no (?P<what>.+)\.$", _("A question of this kind has no: %(what)s.")),
    (r" is missing in (?P<what>.+)\.$", _("It is missing in: %(what)s.")),
    (
        r" is in (?P<what>.+), which the form does not have",
        _("It is written in a language that the form does not have: %(what)s."),
    ),
    (r" is longer than (?P<most>\d+) characters", _("It is longer than %(most)s characters.")),
    (r" has signs that cannot be shown", _("There is a sign in it that cannot be shown.")),
    (r" must be (an object|a list|texts by language)\.$| must list texts", SHAPE),
    (r" must be a short word in small letters", SHORT),
    (r" must be one of (?P<what>.+)\.$", _("It must be one of: %(what)s.")),
    (r" must be true or false", _("It must be true or false.")),
    (r" must be a whole number\.$", _("It must be a whole number.")),
    (r" must be from (?P<least>\S+) to a milliard", _("It must be a number of at least %(least)s.")),
    (r" an amount as text| must be a number\.$", _("It must be an amount, such as 0.50.")),
    (r" must be a day such as", _("It must be a day such as 2026-01-31.")),
    (r": least is more than most", _("The least is more than the most.")),
    (r": first is after last", _("The first day is after the last.")),
    (r"^languages must be", _("The languages must be a list of different language codes.")),
    (r"^steps must not be empty, and at most (?P<most>\d+)", _("There must be 1 to %(most)s steps.")),
    (r"\.questions must not be empty, and at most (?P<most>\d+)", _("A step has 1 to %(most)s questions.")),
    (r"\.rows must not be empty, and at most (?P<most>\d+)", _("There must be 1 to %(most)s rows.")),
    (r" must have different ids| is taken\.$", TWICE),
    (r" must be at most (?P<most>\d+) days", _("It must be at most %(most)s days.")),
    (r"\.choices must be at most (?P<most>\d+)", _("There are at most %(most)s choices.")),
    (r" must be at most (?P<most>\d+)", _("It must be at most %(most)s.")),
    (r" each role may be given to one", _("Another question plays this part already.")),
    (r" a question that repeats cannot have a role", _("A question that repeats cannot play a part.")),
    (
        r" must be shorter than the form’s (?P<most>\d+) days",
        _("It must be shorter than that of the whole form: %(most)s days."),
    ),
    (
        r": an eligibility question is",
        _("An eligibility question is a choice that must be answered, without a condition."),
    ),
    (r" must have different values", TWICE),
    (r"\.path must be a page", _("It must be a page of this site below the language, such as services/.")),
    (r" must have both a path and the text", _("A link needs both its page and its words.")),
    (r" needs choices\.$", _("This question has no choices yet.")),
    (
        r"\.role \S+ needs a question of kind (?P<what>.+)\.$",
        _("Only a question of another kind can play this part: %(what)s."),
    ),
    (r" must be a currency", _("It must be a currency such as TWD.")),
    (r" must be three letters", _("It must be three letters as in the passport, such as TWN.")),
    (r" from 1 to (?P<most>\d+) characters", _("It must be from 1 to %(most)s characters.")),
    (r" a file question takes 1 to (?P<most>\d+)", _("It must be from 1 to %(most)s files.")),
    (
        r": a scale needs least and most, at most (?P<most>\d+)",
        _("A scale needs its least and its most, with at most %(most)s values."),
    ),
    (r" must be 2 to (?P<most>\d+) to be put in order", _("There must be 2 to %(most)s choices.")),
    (r" from 1 to (?P<most>\d+) places", _("It must be from 1 to %(most)s places.")),
    (r" must have either choices or a scale", _("It has either choices or a scale, not both.")),
    (
        r" needs choices, or a scale with least and most, at most (?P<most>\d+)",
        _("It needs choices, or a scale with at most %(most)s values."),
    ),
    (r" is nested more than (?P<most>\d+) deep", _("Conditions are nested more than %(most)s deep.")),
    (r" must have 1 to (?P<most>\d+) conditions", _("It must have 1 to %(most)s conditions.")),
    (
        r" must be an earlier question",
        _("The condition looks at a question that does not stand before it."),
    ),
    (r"\.answered must be true", _("“answered” must be true; for the opposite, write it inside “not”.")),
    (
        r" of the repeating step \S+ only answered",
        _("Of a step that repeats, a condition can only ask whether it is answered."),
    ),
    (r" one thing that fits it: | can be asked of a choice or a country only", NOT_FITTING),
    (r"\.row must be a row", _("The condition looks at a row that the question does not have.")),
    (
        r" must list choices of (?P<question>.+)\.$",
        _("The condition looks for an answer that %(question)s does not have."),
    ),
    (
        r" must have least or most, in years up to (?P<most>\d+)",
        _("An age needs its least or its most, up to %(most)s years."),
    ),
    (r"^form cannot be read", _("The form cannot be read.")),
]
_known = [(re.compile(pattern, re.DOTALL), words) for pattern, words in SENTENCES]


def said(sentence: str) -> str:
    """The reader's sentence in the active language; as it is where we have no words for it."""
    for pattern, words in _known:
        if found := pattern.search(sentence):
            parts = {name: isolated(text) for name, text in found.groupdict().items() if text is not None}
            return str(words) % parts if parts else str(words)
    return sentence
