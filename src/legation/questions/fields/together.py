"""Questions answered by several marks together: a matrix by one a row, a ranking by one a place, and the
likelihood from 0 to 10, whose marks stand in one line. All work without a script.

A matrix is kept as `{row: value}`, a ranking as the list of its values from the first place to the last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _

from legation.questions.definition import Answer, Kind, Question

SHEET = "questions/together.css"


def mark_shown(question: Question, mark: int) -> str:
    """A mark with the words at its end of the scale."""
    ends = {question.marks[0]: low_end(question), question.marks[-1]: high_end(question)}
    return f"{mark} – {ends[mark]}" if ends.get(mark) else str(mark)


def low_end(question: Question) -> str:
    """What the lowest mark means; empty where nothing is said."""
    return str(question.low) or (_("not at all likely") if question.kind is Kind.NPS else "")


def high_end(question: Question) -> str:
    """What the highest mark means; empty where nothing is said."""
    return str(question.high) or (_("very likely") if question.kind is Kind.NPS else "")


def columns(question: Question) -> list[tuple[str, str]]:
    """Value and words of each answer that a row of a matrix can have, or of each answer of a scale or a
    list."""
    if question.choices:
        return [(choice.value, str(choice.label)) for choice in question.choices]
    return [(str(mark), mark_shown(question, mark)) for mark in question.marks]


def lines(question: Question, answer: Answer) -> list[str]:
    """Each row of a matrix with its answer, or each place of a ranking, in the active language."""
    words = dict(columns(question))
    if isinstance(answer, dict):
        rows = {row.value: str(row.label) for row in question.rows}
        given = {row: answer[row] for row in (*rows, *answer) if row in answer}
        return [f"{rows.get(row, row)}: {words.get(str(value), value)}" for row, value in given.items()]
    values = answer if isinstance(answer, list) else [answer]
    return [f"{place}. {words.get(str(value), value)}" for place, value in enumerate(values, start=1)]


class Likelihood(forms.RadioSelect):
    """Eleven marks in a line, the ends in words."""

    template_name = "questions/likelihood.html"

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question

    class Media:
        css: ClassVar = {"all": [SHEET]}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["low"], context["widget"]["high"] = low_end(self.question), high_end(self.question)
        return context


class LikelihoodField(forms.ChoiceField):
    """How likely something is, from 0 to 10."""

    def __init__(self, question: Question, **options: Any) -> None:
        choices = [(str(mark), mark_shown(question, mark)) for mark in question.marks]
        if not question.required:
            choices.append(("", _("No answer")))
        super().__init__(choices=choices, widget=Likelihood(question), **options)


class Several(forms.Widget):
    """One part for each row or choice, each sent under its own name; what was typed stays as it was."""

    use_fieldset = True

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
        self.wrong: frozenset[str] = frozenset()

    class Media:
        css: ClassVar = {"all": [SHEET]}

    def parts(self) -> Iterator[tuple[str, str]]:
        """Value and words of each part."""
        for part in self.question.rows or self.question.choices:
            yield part.value, str(part.label)

    def given(self, value: Any) -> Mapping[str, Any]:
        """What each part holds, of a stored answer or of what was sent."""
        return value if isinstance(value, dict) else {}

    def options(self) -> list[tuple[str, str]]:
        """What each part can hold."""
        return columns(self.question)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        base = context["widget"]["attrs"].get("id") or f"id_{name}"
        given, options = self.given(value), self.options()
        context["widget"]["options"] = options
        context["widget"]["optional"] = not self.question.required
        context["widget"]["parts"] = [
            {
                "name": f"{name}_{part}",
                "id": f"{base}_{part}",
                "label": label,
                "value": str(given.get(part, "")),
                "wrong": part in self.wrong,
            }
            for part, label in self.parts()
        ]
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, str]:
        found = {part: str(data.get(f"{name}_{part}", "")).strip() for part, _label in self.parts()}
        return {part: value for part, value in found.items() if value}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(f"{name}_{part}" in data for part, _label in self.parts())

    def id_for_label(self, id_: str) -> str:
        return id_


class MatrixInput(Several):
    """A radio button for each row and column: a table on a wide screen, one row after the other on a small
    one. Each row is a group of its own at every width, so that it is read out as such."""

    template_name = "questions/matrix.html"


class MatrixField(forms.Field):
    """One answer in each row; where it need not be answered, in as many rows as the person likes."""

    widget: MatrixInput

    def __init__(self, question: Question, **options: Any) -> None:
        super().__init__(widget=MatrixInput(question), **options)
        self.question = question

    def clean(self, value: Any) -> dict[str, str]:
        given: Mapping[str, Any] = value if isinstance(value, dict) else {}
        known = {column for column, _label in columns(self.question)}
        rows = {row.value: str(row.label) for row in self.question.rows}
        cleaned = {row: str(given[row]) for row in rows if given.get(row) in known}
        strange = [row for row in rows if given.get(row) and row not in cleaned]
        missing = [row for row in rows if not given.get(row)] if self.required else []
        self.widget.wrong = frozenset([*strange, *missing])
        if self.required and len(missing) == len(rows):
            raise forms.ValidationError(self.error_messages["required"], code="required")
        wrong = [_("Choose an answer for “%(row)s”.") % {"row": rows[row]} for row in (*missing, *strange)]
        if wrong:
            raise forms.ValidationError(wrong)
        return cleaned


class RankingInput(Several):
    """A place to choose for each answer."""

    template_name = "questions/ranking.html"

    def given(self, value: Any) -> Mapping[str, Any]:
        """The place of each answer."""
        if isinstance(value, list):
            return {str(part): str(place) for place, part in enumerate(value, start=1)}
        return super().given(value)

    def options(self) -> list[tuple[str, str]]:
        """The places."""
        return [(str(place), str(place)) for place in range(1, self.question.places + 1)]


class RankingField(forms.Field):
    """Each place given once; kept are the answers from the first place to the last. Where it need not be
    answered, either no place is given or all are."""

    widget: RankingInput

    def __init__(self, question: Question, **options: Any) -> None:
        super().__init__(widget=RankingInput(question), **options)
        self.question = question

    def clean(self, value: Any) -> list[str]:
        given: Mapping[str, Any] = value if isinstance(value, dict) else {}
        labels = {choice.value: str(choice.label) for choice in self.question.choices}
        places = {part: str(given[part]) for part in labels if given.get(part)}
        if not places:
            self.widget.wrong = frozenset(labels) if self.required else frozenset()
            if self.required:
                raise forms.ValidationError(self.error_messages["required"], code="required")
            return []
        if wrong := self._wrong(places, labels):
            raise forms.ValidationError(wrong)
        return sorted(places, key=lambda part: int(places[part]))

    def _wrong(self, places: dict[str, str], labels: dict[str, str]) -> list[str]:
        """What stands against the places; the parts of the field that it is about are marked."""
        known = [place for place, _label in self.widget.options()]
        strange = [part for part, place in places.items() if place not in known]
        often = Counter(place for place in places.values() if place in known)
        twice = [place for place in known if often[place] > 1]
        free = [place for place in known if not often[place]]
        empty = [part for part in labels if part not in places]
        doubled = [part for part, place in places.items() if place in twice]
        self.widget.wrong = frozenset([*strange, *doubled, *(empty if free and not doubled else [])])
        said = [
            _("“%(answer)s”: choose a place from the list.") % {"answer": labels[part]} for part in strange
        ]
        for place in twice:
            same = _(", ").join(f"“{labels[part]}”" for part in places if places[part] == place)
            said.append(
                _("Place %(place)s is given more than once: %(answers)s.") % {"place": place, "answers": same}
            )
        if free:
            said.append(_("Nothing has place %(places)s yet.") % {"places": _(", ").join(free)})
        return said
