"""Whatever is typed into whatever field: it is saved and shown escaped, or refused at the field with all
of it kept; nothing breaks."""

from __future__ import annotations

import html
import json
from itertools import chain
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from legation.offices.models import Office
from legation.questions.definition import Kind, Question
from legation.questions.fields import shown
from legation.questions.forms import QuestionsForm
from legation.questions.reading import read
from tests.casework.applications.conftest import scanner  # noqa: F401  # a fixture
from tests.questions.forms import family_form, opinion_form
from tests.questions.journey import MONEY, YOU, begin, offer_family_form, post

QUESTIONS = [
    question
    for form in (family_form(), opinion_form())
    for question in read(form)
    if question.kind is not Kind.FILE
]
FAMILY = {question.id for question in read(family_form())}
HOSTILE = st.sampled_from(
    [
        "\x00",
        "a\x00b",
        "\u202e\u2066evil\u2069",
        "\u200b\ufeff",
        "\u200f\u0645\u0631\u062d\u0628\u0627",
        "👨\u200d👩\u200d👧\U0001f9ff",
        "e\u0301" * 120,
        "\ud800",
        "<script>alert(1)</script>",
        "\"'><img src=x>",
        "' OR 1=1 --",
        "{{ 7*7 }}{% x %}",
        "../../etc/passwd",
        "9" * 5000,
        "x" * 60_000,
        "٣٤٥",
        "-1",
        "NaN",
        "1e309",
        "∞",
        "2026-02-30",
        "\r\n\r\nX: y",
        "𝟙𝟚𝟛",
        "Ⅻ",
        "\U000e0001",
        "ﷺ" * 50,
    ]
)
TYPED = HOSTILE | st.sampled_from(["1", "2", "3", "01", "often", "speed"]) | st.text(max_size=60)
PARTS = {
    question.id: [part.value for part in question.rows or question.choices]
    for question in QUESTIONS
    if question.kind in (Kind.MATRIX, Kind.RANKING)
}
NAMES = sorted(
    chain.from_iterable(
        [question.name, *(f"{question.name}_{part}" for part in parts)]
        for question in QUESTIONS
        for parts in [
            {
                Kind.DATE: ("year", "month", "day", "era"),
                Kind.ADDRESS: ("line1", "line2", "city", "region", "postcode", "country"),
            }.get(question.kind, PARTS.get(question.id, ()))
        ]
    )
)


@settings(max_examples=250, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), st.lists(TYPED, min_size=1, max_size=3), max_size=8))
@example({"passport": ["\ud800" * 44]})
@example({"born_year": ["民國" + "9" * 5000], "born_month": ["\x00"]})
def test_no_field_breaks_whatever_is_typed(sent: dict[str, list[str]]) -> None:
    data = QueryDict(mutable=True)
    for name, values in sent.items():
        data.setlist(name, values)
    form = QuestionsForm(QUESTIONS, answers={}, data=data)
    answers = form.answered()
    assert form.emptied() <= {question.id for question in QUESTIONS}
    json.dumps(answers, ensure_ascii=False).encode()  # what is stored can be stored
    assert "<script>" not in str(form)
    by_id: dict[str, Question] = {question.id: question for question in QUESTIONS}
    for name, answer in answers.items():
        words = shown(by_id[name], answer)
        assert words
        assert "\x00" not in words
        again = QuestionsForm([by_id[name]], answers={name: answer})
        assert str(again)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from([n for n in NAMES if n.removeprefix("words-").partition("_")[0] in FAMILY]),
    typed=TYPED,
)
def test_a_page_answers_422_with_all_that_was_typed_or_goes_on(
    client: Client, journey: str, name: str, typed: str
) -> None:
    typed = typed.encode("utf-8", "replace").decode()  # as browsers send it
    page, right = ("you", YOU) if name.partition("_")[0] in {*YOU, "born", "home"} else ("money", MONEY)
    status, answer = post(client, f"{journey}{page}/", {**right, name: typed})
    assert status in (302, 422), answer
    if status == 422:
        others: dict[str, Any] = {key: value for key, value in right.items() if key != name}
        assert all(html.escape(str(value)) in answer for value in others.values() if value != "on")
        assert "<script>alert" not in answer
        assert "error-summary" in answer
        if typed.strip() and typed.isprintable() and name in ("full-name", "email", "income", "passport"):
            assert typed.strip() in html.unescape(answer)
    else:
        assert client.get(f"{journey}{page}/").status_code == 200
        assert client.get(journey).status_code == 200


@pytest.fixture
def journey(client: Client, london: Office) -> str:
    """A draft of the form that asks everything."""
    offer_family_form()
    return begin(client)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body", [b"full-name=%ED%A0%80&email=%FF%FE", b"full-name=%00", b"%=&=%&&", b"\xff\xfe"]
)
def test_bytes_that_are_no_text_break_nothing(client: Client, journey: str, body: bytes) -> None:
    answer = client.post(f"{journey}you/", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (400, 422)
