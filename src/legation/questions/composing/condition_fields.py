"""What can be looked for in the answer to a question: the fields of one test on the page of a condition, what is
wrong with what was typed into them, and the test that they make."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from legation.offices.queries import countries
from legation.questions.composing.conditions import Test
from legation.questions.composing.places import Loose, words_of
from legation.questions.composing.texts_form import number_field
from legation.questions.kinds import CHOOSING, COUNTING, Kind
from legation.questions.reading_conditions import OLDEST
from legation.questions.reading_questions import MOST_RANKED

AMOUNT = r"^-?[0-9]{1,12}(\.[0-9]{1,3})?$"
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
IS, NOT, GIVEN, NONE = "is", "not", "given", "none"
KEYS = ("row", "is", "within", "least", "most", "first", "last", "age-least", "age-most")
Typed = Callable[[str], Any]  # what was typed into the field of this key, cleaned; None where there is none


def verdict_field(asked: Loose, test: Test) -> forms.ChoiceField:
    """Whether the answer must be what is looked for. Whether there is one at all is asked in the same place
    where the fields look for answers of a list."""
    choices = [(IS, _("is given")), (NOT, _("is not given"))]
    now = NOT if test.opposite else IS
    if fields_for(asked, {}):
        choices = [(IS, _("is")), (NOT, _("is not"))]
        if is_listed(asked):
            choices += [(GIVEN, _("is given, whatever it is")), (NONE, _("is not given"))]
            if test.looking.get("answered"):
                now = NONE if test.opposite else GIVEN
    return forms.ChoiceField(label=_("The answer"), choices=choices, initial=now)


def test_of(asked: Loose, name: str, typed: Typed) -> Test:
    """The test that was typed."""
    found, verdict = {key: typed(key) for key in KEYS}, typed("opposite")
    base: Loose = {"question": name}
    if found["row"]:
        base["row"] = found["row"]
    if verdict in (GIVEN, NONE):
        return Test({**base, "answered": True}, opposite=verdict == NONE)
    return Test({**base, **_looked_for(asked, found)}, opposite=verdict == NOT)


def _looked_for(asked: Loose, found: Loose) -> Loose:
    if asked.get("kind") == Kind.RANKING:
        return {"is": found["is"] or [], "within": found["within"] or 1}
    if is_listed(asked):
        return {"is": found["is"] or []}
    age = {key: found[f"age-{key}"] for key in ("least", "most") if found[f"age-{key}"] is not None}
    if age:
        return {"age": age}
    ends = {key: found[key] for key in ("least", "most", "first", "last") if found[key] not in (None, "")}
    return ends or {"answered": True}


def wrong_in(asked: Loose, typed: Typed) -> tuple[str, str] | None:
    """The key of the field that is wrong, and a sentence; None where the test can be kept."""
    title = {"question": words_of(asked.get("label") or asked.get("title"))}
    if is_listed(asked) or asked.get("kind") == Kind.RANKING:
        return _wrong_in_list(asked, typed, title)
    days, ages = ([typed(key) for key in keys] for keys in (("first", "last"), ("age-least", "age-most")))
    if any(days) and any(age is not None for age in ages):
        return "first", _("“%(question)s”: write days or an age, not both.") % title
    for key, day in zip(("first", "last"), days, strict=True):
        if day and not _is_day(day):
            return key, _("It must be a day such as 2026-01-31.")
    if all(days) and days[0] > days[1]:
        return "first", _("The first day is after the last.")
    for least, most in (("least", "most"), ("age-least", "age-most")):
        low, high = typed(least), typed(most)
        if low not in (None, "") and high not in (None, "") and Decimal(low) > Decimal(high):
            return least, _("The least is more than the most.")
    return None


def _wrong_in_list(asked: Loose, typed: Typed, title: dict[str, str]) -> tuple[str, str] | None:
    verdict, chosen = typed("opposite"), typed("is")
    if verdict in (GIVEN, NONE):
        sentence = _("“%(question)s”: answers are chosen, but not looked at. Choose “is” or “is not”.")
        return ("opposite", sentence % title) if chosen else None
    if not chosen:
        return "is", _("“%(question)s”: choose at least one answer, or take the condition away.") % title
    places = asked.get("most") or len(asked.get("choices") or [])
    if asked.get("kind") == Kind.RANKING and (typed("within") or 1) > places:
        return "within", _("It must be from 1 to %(most)s places.") % {"most": places}
    return None


def _is_day(written: str) -> bool:
    try:
        dt.date.fromisoformat(written)
    except ValueError:
        return False
    return True


def is_listed(asked: Loose) -> bool:
    """Whether the answer, or that of each row, is one of a list."""
    kind = asked.get("kind")
    return kind in (*CHOOSING, Kind.COUNTRY, Kind.ADDRESS) or (
        kind == Kind.MATRIX and bool(asked.get("choices"))
    )


def begins_with(asked: Loose) -> Loose:
    """What a new test of this question looks for at first."""
    if asked.get("kind") == Kind.MATRIX and asked.get("rows"):
        row = str(asked["rows"][0].get("value"))
        return {"row": row, **({"is": []} if is_listed(asked) else {"answered": True})}
    return {"is": []} if is_listed(asked) or asked.get("kind") == Kind.RANKING else {"answered": True}


def _lines(asked: Loose, key: str) -> list[tuple[str, str]]:
    """Value and words of the choices or rows of a question."""
    return [(str(line["value"]), words_of(line["label"]) or line["value"]) for line in asked.get(key) or []]


def fields_for(asked: Loose, looking: Loose) -> dict[str, forms.Field]:
    """What can be looked for in the answer to this question; nothing but whether there is one for most."""
    kind = str(asked.get("kind"))
    if kind in COUNTING:
        return _ends(looking)
    made = {
        Kind.MATRIX: _fields_of_matrix,
        Kind.RANKING: _fields_of_ranking,
        Kind.CHOICE: _fields_of_choice,
        Kind.MANY: _fields_of_choice,
        Kind.COUNTRY: _fields_of_country,
        Kind.ADDRESS: _fields_of_country,
        Kind.DATE: _fields_of_date,
    }
    return made[Kind(kind)](asked, looking) if kind in made else {}


def _fields_of_choice(asked: Loose, looking: Loose) -> dict[str, forms.Field]:
    return {"is": _several(_lines(asked, "choices"), looking, forms.CheckboxSelectMultiple())}


def _fields_of_country(_asked: Loose, looking: Loose) -> dict[str, forms.Field]:
    return {"is": _several(countries(get_language() or "en"), looking, forms.SelectMultiple({"size": 8}))}


def _fields_of_ranking(asked: Loose, looking: Loose) -> dict[str, forms.Field]:
    within = number_field(_("among the first so many places"), looking.get("within", 1), 1, MOST_RANKED)
    return {**_fields_of_choice(asked, looking), "within": within}


def _fields_of_date(_asked: Loose, looking: Loose) -> dict[str, forms.Field]:
    age = looking.get("age") or {}
    days = {
        key: forms.RegexField(
            DAY, label=label, required=False, initial=looking.get(key), help_text=_("Such as 2026-01-31.")
        )
        for key, label in (("first", _("from the day")), ("last", _("to the day")))
    }
    years = {
        f"age-{key}": forms.IntegerField(
            label=label, required=False, initial=age.get(key), min_value=0, max_value=OLDEST
        )
        for key, label in (("least", _("or an age from")), ("most", _("or an age to")))
    }
    return {**days, **years}


def _ends(looking: Loose) -> dict[str, forms.Field]:
    return {
        key: forms.RegexField(AMOUNT, label=label, required=False, initial=_written(looking.get(key)))
        for key, label in (("least", _("at least")), ("most", _("at most")))
    }


def _fields_of_matrix(asked: Loose, looking: Loose) -> dict[str, forms.Field]:
    """The row, and what is looked for in it."""
    row = forms.ChoiceField(
        label=_("Row"), choices=_lines(asked, "rows"), initial=looking.get("row"), required=False
    )
    if not asked.get("choices"):
        return {"row": row, **_ends(looking)}
    return {"row": row, "is": _several(_lines(asked, "choices"), looking, forms.CheckboxSelectMultiple())}


def _several(
    choices: list[tuple[str, str]], looking: Loose, widget: forms.Widget
) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("one of these"),
        choices=choices,
        required=False,
        initial=looking.get("is") or [],
        widget=widget,
    )


def _written(amount: object) -> str | None:
    """An amount as it stands in its field, also where an import holds it as a number."""
    return None if amount is None else str(amount)
