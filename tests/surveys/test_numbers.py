"""Numbers in classes: each number in exactly one, round ones, a handful; and what a survey may ask for."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from legation.kernel.errors import LegationError
from legation.questions.definition import Question
from legation.questions.kinds import Kind
from legation.questions.reading import read
from legation.questions.wording import Text
from legation.surveys.numbers import MOST_CLASSES, class_of, classes_of
from legation.surveys.services import check_form

MANY = [{"value": f"v{place}", "label": {"en": str(place), "zh-hant": str(place)}} for place in range(180)]


def number(least: int | None, most: int | None) -> Question:
    return Question("n", Kind.NUMBER, Text({"en": "How many?"}), least=least, most=most)


def classes(least: int, most: int) -> list[str]:
    return [each.value for each in classes_of(number(least, most))]


@pytest.mark.parametrize(
    ("least", "most", "expected"),
    [
        (0, 4, "0 1 2 3 4"),
        (0, 120, "0-9 10-19 20-29 30-39 40-49 50-59 60-69 70-79 80-89 90-99 100-109 110-120"),
        (18, 99, "18-29 30-39 40-49 50-59 60-69 70-79 80-89 90-99"),
        (1950, 2026, "1950-1959 1960-1969 1970-1979 1980-1989 1990-1999 2000-2009 2010-2019 2020-2026"),
        (
            0,
            5000,
            "0 1 2-4 5-9 10-19 20-49 50-99 100-199 200-499 500-999 1000-1999 2000-5000",
        ),
        (-20, 20, "-20--16 -15--11 -10--6 -5--1 0-4 5-9 10-14 15-20"),
    ],
)
def test_classes_are_round(least: int, most: int, expected: str) -> None:
    assert classes(least, most) == expected.split()


@given(st.integers(-(10**9), 10**9), st.integers(0, 10**9), st.data())
def test_each_number_is_in_exactly_one_class(least: int, span: int, data: st.DataObject) -> None:
    question = number(least, least + span)
    found = classes_of(question)
    assert 1 <= len(found) <= MOST_CLASSES
    assert (found[0].least, found[-1].most) == (least, least + span)
    for one, after in pairwise(found):
        assert one.least <= one.most == after.least - 1
    given_one = data.draw(st.integers(least, least + span))
    assert [each.value for each in found if each.least <= given_one <= each.most] == [
        class_of(question, given_one)
    ]
    for outside in (least - 1, least + span + 1, "7", None):
        assert class_of(question, outside) is None


def form(**question: Any) -> Any:
    asked = {"id": "asked", "label": {"en": "How many?", "zh-hant": "有多少？"}, **question}
    step = {"id": "one", "title": {"en": "One", "zh-hant": "一"}, "questions": [asked]}
    title = {"en": "Form", "zh-hant": "表單"}
    return read({"languages": ["en", "zh-hant"], "title": title, "steps": [step]})


@pytest.mark.parametrize(
    ("question", "anonymous"),
    [
        ({"kind": "number"}, False),
        ({"kind": "number", "least": 0}, False),
        ({"kind": "number", "most": 9}, True),
        ({"kind": "number", "least": 0, "most": 1001}, True),
        ({"kind": "file"}, False),
        ({"kind": "email"}, True),
        ({"kind": "choice", "choices": MANY}, True),
    ],
)
def test_a_refusal_names_the_question_in_the_readers_language(
    question: dict[str, Any], anonymous: bool
) -> None:
    definition = form(**question)
    found = []
    for language in ("en", "zh-hant", "ja", "es", "ar"):
        with translation.override(language), pytest.raises(LegationError) as refusal:
            check_form(definition, anonymous=anonymous)
        found.append(str(refusal.value.sentence))
    assert "“How many?”" in found[0]
    assert "有多少？" in found[1]
    assert "asked" not in " ".join(found).replace("asked for", "")


def test_what_a_number_may_be() -> None:
    check_form(form(kind="number", least=0, most=1000), anonymous=True)
    check_form(form(kind="number", least=0, most=10**9), anonymous=False)
