"""Conditions of several tests and of groups of tests, set on their page as a browser without script would."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from legation.accounts.models import User
from legation.offices.models import Office
from legation.questions.composing import services
from legation.questions.composing.checking import mistakes
from legation.questions.composing.conditions import in_words, put_together, taken_apart
from legation.questions.composing.models import ComposedForm
from legation.questions.reading import read
from legation.questions.reading_conditions import LONGEST
from tests.questions.composing.editor import fields, revision, save, send, source_of
from tests.questions.forms import both, choice

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
DRAFT = "/staff/forms/trip/draft/"
PAGE = f"{DRAFT}question/why/condition/"
LOST: dict[str, Any] = {"question": "lost", "is": ["yes"]}
ABROAD: dict[str, Any] = {"question": "land", "is": ["JP", "KR"]}
YOUNG: dict[str, Any] = {"question": "born", "age": {"most": 17}}


def trip_form(when: object = None) -> dict[str, Any]:
    """`why` stands in a step that is answered several times, after other questions of the same entry."""
    yes_no = [choice("yes"), choice("no")]
    last: dict[str, Any] = {"id": "why", "kind": "long", "label": both("Why?")}
    inside = [
        {"id": "land", "kind": "country", "label": both("Land")},
        {"id": "born", "kind": "date", "label": both("Born")},
        {"id": "fee", "kind": "money", "label": both("Fee"), "currency": "TWD"},
        {**last, "when": when} if when is not None else last,
    ]
    repeat = {"entry": both("Trip"), "add": both("Another trip")}
    return {
        "languages": ["en", "zh-hant"],
        "title": both("Trips"),
        "steps": [
            {
                "id": "person",
                "title": both("You"),
                "questions": [{"id": "lost", "kind": "choice", "label": both("Lost?"), "choices": yes_no}],
            },
            {"id": "trips", "title": both("Trips"), "repeat": repeat, "questions": inside},
        ],
    }


@pytest.fixture
def desk(client: Client, editor: User, london: Office) -> Client:
    client.force_login(editor)
    services.create("trip", trip_form(), editor, office=london, use="")
    return client


def when() -> Any:
    source: Any = source_of("trip")
    return source["steps"][1]["questions"][3].get("when")


def keep(condition: object) -> None:
    """Put the condition into the draft as an import would."""
    form = ComposedForm.objects.get(slug="trip")
    services.change(form, User.objects.get(email="editor@example.org"), lambda _old: trip_form(condition))


def test_a_group_inside_a_repeating_step_is_built_changed_and_removed(desk: Client) -> None:
    """lost, and (land or born): added, one moved into the group, asked of the other way, and taken away."""
    answer = save(desk, PAGE, {"mode": "all", "more": "lost", "more-group": "land"})
    assert answer.headers["Location"] == PAGE, "what was added is finished on the same page"
    answer = save(desk, PAGE, {"test-0-is": ["yes"], "test-1-is": ["JP", "KR"], "more-0": "born"})
    assert answer.headers["Location"] == PAGE
    answer = save(desk, PAGE, {"test-2-age-most": "17"})
    assert answer.headers["Location"] == f"{DRAFT}#question-why"
    assert when() == {"all": [LOST, {"any": [ABROAD, YOUNG]}]}
    read(source_of("trip"))
    assert mistakes(source_of("trip")) == []
    page = desk.get(DRAFT).content.decode()
    assert (
        "is \u2068Yes\u2069 and (“\u2068Land\u2069” is \u2068JP\u2069 or \u2068KR\u2069 or “\u2068Born"
        in page
    )
    save(desk, PAGE, {"group-0-mode": "not-all", "test-2-opposite": "not"})
    assert when() == {"all": [LOST, {"not": {"all": [ABROAD, {"not": YOUNG}]}}]}
    save(desk, PAGE, {"test-2-remove": "on", "mode": "any"})
    assert when() == {"any": [LOST, {"not": {"all": [ABROAD]}}]}
    save(desk, PAGE, {"group-0-remove": "on"})
    assert when() == {"any": [LOST]}
    save(desk, PAGE, {"mode": "always"})
    assert when() is None
    send(desk, f"{DRAFT}act/", {"act": "undo", "revision": str(revision("trip"))})
    assert when() == {"any": [LOST]}


def test_tests_are_moved_into_groups_and_out_of_them(desk: Client) -> None:
    keep({"all": [LOST, ABROAD, YOUNG]})
    answer = save(desk, PAGE, {"test-1-place": "new", "test-2-place": "new"})
    assert answer.headers["Location"] == PAGE
    assert when() == {"all": [LOST, {"any": [ABROAD, YOUNG]}]}
    save(desk, PAGE, {"test-0-place": "0", "test-2-place": ""})
    assert when() == {"all": [{"any": [ABROAD, LOST]}, YOUNG]}
    save(desk, PAGE, {"test-0-place": "", "test-1-place": ""})
    assert when() == {"all": [YOUNG, ABROAD, LOST]}


@pytest.mark.parametrize(
    "condition",
    [
        LOST,
        {"not": LOST},
        {"any": [LOST]},
        {"all": [{"question": "fee", "least": 5}, {"question": "land", "is": ["KR", "JP"]}]},
        {"not": {"any": [LOST, {"not": ABROAD}]}},
        {
            "any": [
                {"all": [LOST, ABROAD]},
                {"all": [{"not": LOST}, YOUNG]},
                {"question": "land", "answered": True},
            ]
        },
        {"all": [{"any": [LOST, {"all": [ABROAD, {"not": YOUNG}]}]}, {"not": {"not": LOST}}]},
    ],
)
def test_what_was_imported_is_kept_to_the_letter_until_somebody_changes_it(
    desk: Client, condition: Any
) -> None:
    assert put_together(taken_apart(condition)) in (condition, {"all": [condition]})
    text = json.dumps(trip_form(condition))
    send(desk, f"{DRAFT}import/", {"words-source": text, "revision": str(revision("trip"))})
    save(desk, PAGE, {})
    assert when() == condition
    assert json.loads(desk.get(f"{DRAFT}export/").content) == trip_form(condition)


def test_what_is_nested_too_deeply_is_shown_beside_what_is_changed(desk: Client) -> None:
    deep = {"all": [ABROAD, YOUNG]}
    keep({"all": [LOST, {"any": [LOST, deep]}]})
    page = desk.get(PAGE).content.decode()
    assert "Nested more deeply than this page can change" in page
    assert "“\u2068Land\u2069” is \u2068JP\u2069 or \u2068KR\u2069 and “\u2068Born" in page
    save(desk, PAGE, {"test-0-is": ["no"]})
    assert when() == {"all": [{**LOST, "is": ["no"]}, {"any": [LOST, deep]}]}
    save(desk, PAGE, {"test-2-remove": "on"})
    assert when() == {"all": [{**LOST, "is": ["no"]}, {"any": [LOST]}]}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"test-0-is": []}, "choose at least one answer, or take the condition away"),
        ({"test-0-opposite": "given"}, "answers are chosen, but not looked at"),
        ({"test-1-first": "2026-02-30"}, "It must be a day such as 2026-01-31."),
        ({"test-1-first": "2026-02-02", "test-1-last": "2026-02-01"}, "The first day is after the last."),
        ({"test-1-first": "2026-02-02", "test-1-age-most": "9"}, "write days or an age, not both"),
        ({"test-1-age-least": "9", "test-1-age-most": "8"}, "The least is more than the most."),
        ({"test-2-least": "9", "test-2-most": "10", "test-2-opposite": "<b>"}, "&lt;b&gt;"),
        ({"test-2-least": "10.5", "test-2-most": "9"}, "The least is more than the most."),
        ({"group-0-remove": "on", "test-0-place": "0"}, "keep it, or choose another place"),
        ({"group-0-remove": "on", "more-0": "lost"}, "keep it, or choose another place"),
        ({"more": "why"}, "why"),
    ],
)
def test_a_refusal_says_what_to_do_and_keeps_what_was_typed(
    desk: Client, typed: dict[str, Any], sentence: str
) -> None:
    condition = {"all": [LOST, {"any": [YOUNG, {"question": "fee", "answered": True}]}]}
    keep(condition)
    opened = fields(desk.get(PAGE).content.decode())
    page = send(
        desk, PAGE, {**opened, "test-1-age-most": [], "more-group": "land", **typed}, 422
    ).content.decode()
    assert sentence in page
    assert when() == condition
    again = fields(page)
    assert again["more-group"] == ["land"]
    for name, value in typed.items():
        if value and "<" not in value and value != "why":
            assert again[name] == ([value] if isinstance(value, str) else value), name


def test_there_are_not_more_than_can_be_read(desk: Client) -> None:
    keep({"all": [LOST] * LONGEST})
    assert "There are too many conditions." in save(desk, PAGE, {"more": "land"}, 422).content.decode()
    page = save(desk, PAGE, {"more-group": "land"}, 422).content.decode()
    assert "There are too many conditions." in page
    save(desk, PAGE, {"more-group": "land", **{f"test-{n}-place": "new" for n in range(LONGEST - 1)}})
    assert when() == {"all": [LOST, {"any": [LOST] * (LONGEST - 1) + [{"question": "land", "is": []}]}]}
    keep({"all": [{"any": [LOST] * LONGEST}]})
    assert "There are too many conditions." in save(desk, PAGE, {"more-0": "land"}, 422).content.decode()


def test_a_test_that_was_begun_and_left_is_named_by_the_check(desk: Client) -> None:
    save(desk, PAGE, {"more-group": "land"})
    page = desk.get(DRAFT).content.decode()
    assert "The condition does not say yet which answer of land it looks for." in page
    assert page.count("It does not have the shape") == 0
    save(desk, PAGE, {"test-0-opposite": "none"})
    assert when() == {"all": [{"any": [{"not": {"question": "land", "answered": True}}]}]}
    assert mistakes(source_of("trip")) == []


def test_who_comes_second_sees_what_is_stored_beside_what_they_typed(desk: Client, publisher: User) -> None:
    keep({"all": [LOST, ABROAD]})
    other = Client()
    other.force_login(publisher)
    opened = fields(desk.get(PAGE).content.decode())
    save(other, PAGE, {"test-0-place": "new", "more-group": "born"})
    page = send(desk, PAGE, {**opened, "mode": "any"}, 409).content.decode()
    assert "Stored now: Asked when “\u2068Land\u2069”" in page
    send(desk, PAGE, fields(page))
    assert when() == {"any": [LOST, ABROAD]}


def test_what_a_group_says_is_unambiguous_in_words() -> None:
    said = in_words({"all": [LOST, {"not": {"any": [LOST, ABROAD]}}]}, trip_form())
    assert said.count("(") == said.count(")") == 1
    assert "not: (" in said


def test_no_part_of_a_condition_is_called_optional(editor: User, london: Office, client: Client) -> None:
    client.force_login(editor)
    services.create("trip", trip_form({"all": [LOST, ABROAD]}), editor, office=london, use="")
    rows = client.get(PAGE).content.decode().split('class="choice-row"')[1:]
    assert len(rows) == 2
    assert "(optional)" in rows[1], "asking for one more test is"
    rows[1] = rows[1].split('name="more')[0].rsplit('<div class="field', 1)[0]
    assert not [row for row in rows if "(optional)" in row]
