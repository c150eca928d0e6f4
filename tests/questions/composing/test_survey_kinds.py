"""Matrices, rankings and likelihoods are composed through the pages, in every language of the form."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from legation.accounts.models import User
from legation.offices.models import Office
from legation.questions.composing import services
from legation.questions.composing.checking import mistakes, problems_of
from legation.questions.composing.conditions import in_words
from legation.questions.composing.models import FormDraft
from legation.questions.reading import read
from tests.questions.composing.editor import fields, save, send, source_of
from tests.questions.forms import both, opinion_form

pytestmark = pytest.mark.django_db
DRAFT = "/staff/forms/opinions/draft/"


def words(key: str, text: str) -> dict[str, str]:
    return {f"words-{key}-en": text, f"words-{key}-zh-hant": f"{text}（中）"}


@pytest.fixture
def client_of_editor(client: Client, editor: User, london: Office) -> Client:
    client.force_login(editor)
    empty: Any = {"languages": ["en", "zh-hant"], "title": both("Opinions"), "steps": []}
    services.create("opinions", empty, editor, office=london, use="")
    send(client, f"{DRAFT}steps/add/", {**words("title", "Marks"), "name": "marks"})
    return client


def add(client: Client, kind: str, name: str) -> None:
    data = {**words("label", name.capitalize()), "kind": kind, "name": name}
    send(client, f"{DRAFT}questions/add/marks/", data)


def asked(name: str) -> dict[str, Any]:
    source: Any = source_of("opinions")
    return next(question for question in source["steps"][0]["questions"] if question["id"] == name)


def test_each_kind_is_added_written_in_both_languages_and_asked(client_of_editor: Client) -> None:
    client = client_of_editor
    for kind in ("nps", "matrix", "ranking"):
        add(client, kind, kind)
    sentences = [
        problem.sentence for problem in problems_of(source_of("opinions"), FormDraft.objects.get().form)
    ]
    assert "This question has no rows yet." in sentences
    assert "This question has no choices yet." in sentences
    save(client, f"{DRAFT}questions/nps/", {**words("low", "never"), **words("high", "gladly")})
    rows = {**words("row-0-", "Counter"), **words("row-1-", "Website"), "row-value-1": "web"}
    save(client, f"{DRAFT}questions/matrix/", {**rows, **words("low", "Bad"), "most": "4"})
    choices = {**words("choice-0-", "Speed"), **words("choice-1-", "Price"), **words("choice-2-", "Kindness")}
    save(client, f"{DRAFT}questions/ranking/", {**choices, "most": "2"})
    form = read(source_of("opinions"))
    nps, matrix, ranking = form
    assert (str(nps.low), nps.high.by_language["zh-hant"]) == ("never", "gladly（中）")
    assert [row.value for row in matrix.rows] == ["counter", "web"]
    assert list(matrix.marks) == [1, 2, 3, 4]
    assert (ranking.places, len(ranking.choices)) == (2, 3)
    page = client.get(f"{DRAFT}preview/zh-hant/marks/").content.decode()
    assert "Counter（中）" in page
    assert "together.css" in page
    wrong = client.post(f"{DRAFT}preview/en/marks/", {"nps": "9", "matrix_counter": "1"})
    assert wrong.status_code == 422
    assert "“Website”" in wrong.content.decode()


def test_a_matrix_goes_from_a_scale_to_choices_and_back(client_of_editor: Client) -> None:
    add(client_of_editor, "matrix", "parts")
    path = f"{DRAFT}questions/parts/"
    save(client_of_editor, path, words("row-0-", "Counter"))
    chosen = {**words("choice-0-", "Never"), **words("choice-1-", "Often"), "columns": "choices"}
    save(client_of_editor, path, chosen)
    assert [choice["value"] for choice in asked("parts")["choices"]] == ["never", "often"]
    assert "least" not in asked("parts")
    assert mistakes(source_of("opinions")) == []
    save(client_of_editor, path, {"columns": "scale", "least": "1", "most": "3"})
    assert asked("parts").keys() & {"choices", "least", "most"} == {"least", "most"}
    assert asked("parts")["rows"][0]["label"]["zh-hant"] == "Counter（中）"


def test_rows_are_moved_and_taken_away_and_a_lacking_language_is_named(client_of_editor: Client) -> None:
    add(client_of_editor, "matrix", "parts")
    path = f"{DRAFT}questions/parts/"
    save(client_of_editor, path, {**words("row-0-", "Counter"), "words-row-1--en": "Website"})
    found = [problem.sentence for problem in problems_of(source_of("opinions"), FormDraft.objects.get().form)]
    assert any("Words of the row" in sentence and "中文" in sentence for sentence in found), found
    save(client_of_editor, path, {"row-place-1": "1"})
    assert [row["value"] for row in asked("parts")["rows"]] == ["website", "counter"]
    save(client_of_editor, path, {"row-remove-0": "on"})
    assert [row["value"] for row in asked("parts")["rows"]] == ["counter"]


def test_conditions_on_them_are_set_on_their_page_and_read_in_words(
    client: Client, editor: User, london: Office
) -> None:
    client.force_login(editor)
    services.create("opinions", opinion_form(), editor, office=london, use="")
    path = f"{DRAFT}question/first-two/condition/"
    held = fields(client.get(path).content.decode())
    assert held["test-0-within"] == ["2"]
    assert held["test-1-row"] == ["visa"]
    save(client, path, {"test-0-within": "1", "test-1-row": "passport", "more": "parts"})
    save(client, path, {"test-2-row": "website", "test-2-most": "2"})
    source: Any = source_of("opinions")
    when = source["steps"][2]["questions"][2]["when"]
    assert when["all"] == [
        {"question": "order", "is": ["speed"], "within": 1},
        {"question": "how-often", "row": "passport", "is": ["often"]},
        {"question": "parts", "row": "website", "most": "2"},
    ]
    read(source)
    said = in_words(when, source)
    assert "How good was it? – Website" in said
    assert "place 1 to 1" in said


def test_a_row_that_is_gone_leaves_a_named_mistake_in_the_condition() -> None:
    form = opinion_form()
    form["steps"][0]["questions"][1]["rows"].pop(0)
    assert [problem.place for problem in mistakes(form)] == ["steps[1].when"]
