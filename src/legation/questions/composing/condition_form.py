"""The page on which it is said when a step or question is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from legation.offices.queries import countries
from legation.questions.composing.conditions import ALL, ALWAYS, ANY, Test, put_together, taken_apart
from legation.questions.composing.places import Loose, words_of
from legation.questions.composing.texts_form import number_field
from legation.questions.kinds import CHOOSING, COUNTING, Kind
from legation.questions.reading_conditions import LONGEST, OLDEST
from legation.questions.reading_questions import MOST_RANKED

AMOUNT = r"^-?[0-9]{1,12}(\.[0-9]{1,3})?$"
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


@dataclass(frozen=True)
class Row:
    """One test as the page shows it."""

    title: str
    fields: list[BoundField]


class ConditionForm(forms.Form):
    """`value` is the condition as it was opened, `earlier` the questions at which it can look."""

    use_required_attribute = False

    def __init__(self, value: Loose | None, earlier: list[tuple[str, Loose]], data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        apart = taken_apart(value)
        self.is_nested = apart is None
        mode, self.tests = apart or (ALWAYS, [])
        self.earlier = dict(earlier)
        self.fields["mode"] = forms.ChoiceField(
            label=_("When is it asked?"),
            choices=[
                (ALWAYS, _("Always")),
                (ALL, _("When all of this holds")),
                (ANY, _("When at least one of this holds")),
            ],
            initial=mode,
            widget=forms.RadioSelect,
        )
        for number, test in enumerate(self.tests):
            self._add(number, test)
        choices = [("", "–"), *((name, _title(item, name)) for name, item in earlier)]
        self.fields["more"] = forms.ChoiceField(
            label=_("One more condition, about"), choices=choices, required=False
        )

    def rows(self) -> Iterator[Row]:
        """The tests with their fields."""
        for number, test in enumerate(self.tests):
            asked = self.earlier.get(test.question)
            gone = _("%(question)s, which does not stand before it") % {"question": test.question}
            title = _title(asked, test.question) if asked is not None else gone
            yield Row(title, [self[name] for name in self.fields if name.startswith(f"test-{number}-")])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("more") and len(self.tests) >= LONGEST:
            self.add_error("more", _("There are too many conditions."))
        return data

    def result(self) -> Loose | None:
        """The condition as it is to be kept; a question chosen for one more test stands in it unfinished."""
        data = self.cleaned_data
        tests = [
            Test(self._looking(number, test), opposite=data.get(f"test-{number}-opposite") == "not")
            for number, test in enumerate(self.tests)
            if not data.get(f"test-{number}-remove")
        ]
        mode = data["mode"]
        if more := data.get("more"):
            tests.append(Test({"question": more, **_begins_with(self.earlier[more])}))
            mode = ALL if mode == ALWAYS else mode
        return put_together(mode, tests)

    def _add(self, number: int, test: Test) -> None:
        asked, looking = self.earlier.get(test.question, {}), test.looking
        self.fields[f"test-{number}-opposite"] = forms.ChoiceField(
            label=_("The answer"),
            choices=[("is", _("is")), ("not", _("is not"))],
            initial="not" if test.opposite else "is",
        )
        for key, made in _fields_for(asked, looking).items():
            self.fields[f"test-{number}-{key}"] = made
        self.fields[f"test-{number}-remove"] = forms.BooleanField(label=_("Take it away"), required=False)

    def _looking(self, number: int, test: Test) -> Loose:
        """What is looked for; a test of a question that is gone stays as it is."""
        asked = self.earlier.get(test.question)
        if asked is None:
            return test.looking
        found = {
            key: self.cleaned_data.get(f"test-{number}-{key}")
            for key in ("row", "is", "within", "least", "most", "first", "last", "age-least", "age-most")
        }
        base: Loose = {"question": test.question}
        if found["row"]:
            base["row"] = found["row"]
        if asked.get("kind") == Kind.RANKING:
            return {**base, "is": found["is"] or [], "within": found["within"] or 1}
        if _is_listed(asked):
            return (
                {**base, "is": found["is"] or []}
                if test.looking.get("answered") is None or found["is"]
                else test.looking
            )
        age = {key: found[f"age-{key}"] for key in ("least", "most") if found[f"age-{key}"] is not None}
        if age:
            return {**base, "age": age}
        ends = {key: found[key] for key in ("least", "most", "first", "last") if found[key] not in (None, "")}
        return {**base, **(ends or {"answered": True})}


def _is_listed(asked: Loose) -> bool:
    """Whether the answer, or that of each row, is one of a list."""
    kind = asked.get("kind")
    return kind in (*CHOOSING, Kind.COUNTRY, Kind.ADDRESS) or (
        kind == Kind.MATRIX and bool(asked.get("choices"))
    )


def _begins_with(asked: Loose) -> Loose:
    """What a new test of this question looks for at first."""
    if asked.get("kind") == Kind.MATRIX and asked.get("rows"):
        row = str(asked["rows"][0].get("value"))
        return {"row": row, **({"is": []} if _is_listed(asked) else {"answered": True})}
    return {"is": []} if _is_listed(asked) or asked.get("kind") == Kind.RANKING else {"answered": True}


def _lines(asked: Loose, key: str) -> list[tuple[str, str]]:
    """Value and words of the choices or rows of a question."""
    return [(str(line["value"]), words_of(line["label"]) or line["value"]) for line in asked.get(key) or []]


def _fields_for(asked: Loose, looking: Loose) -> dict[str, forms.Field]:
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
        key: forms.RegexField(AMOUNT, label=label, required=False, initial=looking.get(key))
        for key, label in (("least", _("from")), ("most", _("to")))
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


def _title(item: Loose, name: str) -> str:
    return words_of(item.get("label") or item.get("title")) or name
