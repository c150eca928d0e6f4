"""Matrices, rankings and likelihoods: answered without script, each mistake named, values fit for a table."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import translation

from legation.questions.definition import Answer, Question
from legation.questions.fields import shown
from legation.questions.forms import QuestionsForm
from legation.questions.reading import read
from tests.questions.forms import opinion_form

FORM = read(opinion_form())


def asked(name: str) -> Question:
    found = FORM.question(name)
    assert found is not None
    return found


def ask(name: str, sent: dict[str, Any]) -> tuple[Answer | None, str]:
    """What is stored of it, and what is said against it."""
    form = QuestionsForm([asked(name)], answers={}, data=sent)
    return form.answered().get(name), " ".join(str(error) for error in form.errors.get(name, []))


@pytest.mark.parametrize(("typed", "stored"), [("0", 0), ("10", 10), ("11", None), ("-1", None), ("", None)])
def test_a_likelihood_is_a_mark_from_0_to_10(typed: str, stored: int | None) -> None:
    answer, wrong = ask("again", {"again": typed})
    assert answer == stored
    assert bool(wrong) == (stored is None)


def test_the_ends_of_a_likelihood_are_in_words_also_where_the_form_says_none() -> None:
    html = str(QuestionsForm([asked("again")], answers={"again": 3}))
    assert "never" in html
    assert "gladly" in html
    assert len(re.findall(r'type="radio"', html)) == 11
    assert re.search(r'value="3"[^>]* checked', html)
    source = opinion_form()
    for key in ("low", "high"):
        del source["steps"][0]["questions"][0][key]
    plain = read(source).question("again")
    assert plain is not None
    assert "not at all likely" in str(QuestionsForm([plain], answers={}))


def test_a_matrix_keeps_one_answer_a_row() -> None:
    right = {"parts_counter": "4", "parts_website": "1"}
    assert ask("parts", right) == ({"counter": "4", "website": "1"}, "")
    assert ask("parts", {**right, "parts_garden": "5"}) == ({"counter": "4", "website": "1"}, "")


@pytest.mark.parametrize(
    ("sent", "named"),
    [
        ({}, "each row"),
        ({"parts_counter": "4"}, "Website"),
        ({"parts_counter": "9", "parts_website": "1"}, "Counter"),
        ({"parts_counter": "\x00", "parts_website": "٣"}, "Counter"),
    ],
)
def test_a_row_that_lacks_its_answer_is_named_and_the_others_stay(sent: dict[str, str], named: str) -> None:
    form = QuestionsForm([asked("parts")], answers={}, data=sent)
    assert named in " ".join(str(error) for error in form.errors["parts"])
    html = str(form)
    assert 'class="wrong"' in html
    if sent.get("parts_website") == "1":
        assert re.search(r'name="parts_website" value="1"[^>]* checked', html)


def test_of_a_matrix_that_need_not_be_answered_every_row_may_be_left() -> None:
    assert ask("how-often", {}) == (None, "")
    assert ask("how-often", {"how-often_visa": "often", "how-often_passport": ""}) == ({"visa": "often"}, "")


def test_a_ranking_is_kept_from_the_first_place_to_the_last() -> None:
    sent = {"order_speed": "2", "order_price": "3", "order_kindness": "1"}
    assert ask("order", sent) == (["kindness", "speed", "price"], "")
    assert ask("first-two", {"first-two_mail": "2", "first-two_visit": "1"}) == (["visit", "mail"], "")
    assert ask("first-two", {}) == (None, "")


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (
            {"order_speed": "1", "order_price": "1", "order_kindness": "2"},
            ["Place 1", "Speed", "Price", "place 3"],
        ),
        ({"order_speed": "1", "order_price": "2"}, ["place 3"]),
        ({"order_speed": "4", "order_price": "2", "order_kindness": "1"}, ["Speed", "place 3"]),
        ({}, ["Choose a place for each answer"]),
    ],
)
def test_two_answers_at_one_place_are_named_and_what_was_chosen_stays(
    sent: dict[str, str], said: list[str]
) -> None:
    form = QuestionsForm([asked("order")], answers={}, data=sent)
    wrong = " ".join(str(error) for error in form.errors["order"])
    assert all(words in wrong for words in said), wrong
    html = str(form)
    assert 'aria-invalid="true"' in html
    assert html.count(" selected") == sum(value in ("1", "2", "3") for value in sent.values())


def test_what_was_answered_stands_there_again_and_is_read_in_words() -> None:
    answers: dict[str, Answer] = {
        "parts": {"counter": "1", "website": "5"},
        "order": ["price", "speed", "kindness"],
    }
    html = str(QuestionsForm([asked("parts"), asked("order")], answers=answers))
    assert re.search(r'name="parts_website" value="5"[^>]* checked', html)
    assert re.search(r'name="order_price".*?value="1" selected', html, re.DOTALL)
    assert shown(asked("parts"), answers["parts"]) == "Counter: 1 – Bad\nWebsite: 5 – Good"
    with translation.override("zh-hant"):
        assert shown(asked("order"), answers["order"]).startswith("1. Price（中）\n2. Speed（中）")
    assert shown(asked("order"), "from an older form") == "1. from an older form"
