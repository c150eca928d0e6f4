"""Every mistake and every missing text is named, by whatever way it came in."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.accounts.models import User
from legation.kernel.errors import LegationError
from legation.offices.models import Office
from legation.questions.composing import mending
from legation.questions.composing.checking import missing, mistakes, problems_of
from legation.questions.composing.exchange import exported, imported
from legation.questions.composing.models import ComposedForm, FormDraft
from legation.questions.reading import WrongDefinition, read
from tests.questions.forms import family_form, opinion_form, small_form

MINISTRY = ComposedForm(slug="small")


def places(source: object) -> dict[str, str]:
    return {problem.place: problem.sentence for problem in mistakes(source)}


@pytest.mark.django_db
def test_a_whole_form_has_nothing_against_it() -> None:
    assert problems_of(small_form(), MINISTRY) == []


def test_every_missing_text_is_named_with_its_language() -> None:
    form = small_form()
    form["steps"][0]["title"].pop("zh-hant")
    form["steps"][1]["questions"][0]["label"]["en"] = "  "
    form["eligibility"][0]["choices"][1]["ends"]["text"] = {}
    found = [(lack.place, lack.language) for lack in missing(form)]
    assert ("steps[0].title", "zh-hant") in found
    assert ("steps[1].questions[0].label", "en") in found
    assert ("eligibility[0].choices[1].ends.text", "en") in found
    assert len(found) == 4
    assert mistakes(form) == []


@pytest.mark.django_db
def test_an_office_must_have_it_in_all_its_languages() -> None:
    office = Office(slug="tokyo", languages=["en", "zh-hant", "ja"])
    found = problems_of(small_form(), ComposedForm(slug="small", office=office))
    assert [problem.place for problem in found] == ["languages"]
    assert "日本語" in found[0].sentence


def test_many_mistakes_are_all_named_at_once() -> None:
    form = small_form()
    form["strange"] = 1
    form["steps"][0]["questions"][0]["kind"] = "riddle"
    form["steps"][0]["questions"][1]["least"] = 4
    form["steps"][1]["when"] = {"question": "nobody", "is": ["yes"]}
    form["steps"][1]["questions"][0]["id"] = "Full Name"
    form["steps"][2]["questions"] = []
    form["eligibility"][0]["choices"][0]["label"]["en"] = "a\u202eb"
    found = places(form)
    assert len(found) == 7, found
    assert "strange" in found["form"]
    assert {"steps[1].when", "steps[2].questions", "eligibility[0].choices[0].label.en"} <= found.keys()
    assert "steps[0].questions[0].kind" in found
    assert "steps[1].questions[0].id" in found


SPOILT = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def spoil(found: Any, value: object, steps: list[int]) -> Any:
    """Put the value, or nothing, somewhere in the form."""
    for number in steps:
        inside = (
            list(found) if isinstance(found, dict) else range(len(found)) if isinstance(found, list) else []
        )
        if not inside:
            break
        key = list(inside)[number % len(inside)]
        if not isinstance(found[key], (dict, list)) or number % 5 == 0:
            found[key] = value
            break
        found = found[key]


@settings(max_examples=150, deadline=None)
@given(
    make=st.sampled_from([small_form, opinion_form]),
    value=SPOILT,
    steps=st.lists(st.integers(0, 60), min_size=1, max_size=9),
)
def test_the_check_finds_something_exactly_where_the_form_cannot_be_used(
    make: Callable[[], Any], value: object, steps: list[int]
) -> None:
    form = make()
    spoil(form, value, steps)
    before = copy.deepcopy(form)
    found = [*mistakes(form), *missing(form)]
    assert form == before
    try:
        read(form)
        usable = True
    except WrongDefinition:
        usable = False
    assert usable or found
    hidden = [problem for problem in found if "cannot be shown" in problem.sentence]
    assert not usable or len(found) == len(hidden), found


@pytest.mark.parametrize(
    "spoilt",
    [
        {"choices": 5},
        {"choices": [{"value": ["a"], "label": {}}]},
        {"kind": ["choice"]},
        {"when": {"question": ["may"], "is": [["a"]]}},
    ],
)
def test_what_is_of_another_type_than_it_should_be_is_named(spoilt: dict[str, object]) -> None:
    form = small_form()
    form["eligibility"][0].update(copy.deepcopy(spoilt))
    form["steps"][0]["when"] = {"question": form["eligibility"][0]["id"], "is": ["no"]}
    form["steps"][1].update({"repeat": {"least": 1}, "questions": 5})
    found = places(form)
    assert any(place.startswith(f"eligibility[0].{key}") for place in found for key in spoilt), found
    assert "steps[1].questions" in found


@settings(max_examples=60, deadline=None)
@given(value=SPOILT)
def test_no_json_at_all_breaks_the_check(value: object) -> None:
    assert mistakes(value)


def test_an_export_is_imported_as_the_same_form() -> None:
    form = small_form()
    text = exported(form)
    assert imported(text) == form
    assert exported(imported(text)) == text
    shuffled = json.loads(json.dumps(form, sort_keys=True))
    assert exported(shuffled) == text


@pytest.mark.parametrize(
    "hostile",
    [
        b"\xff\xfe",
        b"{",
        b'{"steps": 1, "steps": 2}',
        b'{"a": NaN}',
        b"[" * 100_000,
        b'{"a": ' * 3000 + b"1" + b"}" * 3000,
        b'{"a": ' + b"9" * 5000 + b"}",
        b" " * 1_048_577,
    ],
)
def test_what_is_no_json_is_refused_with_a_sentence(hostile: bytes) -> None:
    with pytest.raises(LegationError) as refusal:
        imported(hostile)
    assert str(refusal.value.sentence).endswith(".")


@pytest.mark.django_db
def test_an_import_with_mistakes_stores_nothing_and_keeps_what_was_typed(
    client: Client, editor: User
) -> None:
    client.force_login(editor)
    form = small_form()
    form["steps"][0]["questions"][0]["kind"] = "<script>alert(1)</script>"
    form["steps"][0]["title"].pop("zh-hant")
    sent = {"office": "london", "slug": "small", "words-source": json.dumps(form)}
    answer = client.post("/staff/forms/import/", sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "steps[0].questions[0].kind" in page
    assert "steps[0].title" in page
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert not FormDraft.objects.exists()


@pytest.mark.django_db
def test_an_import_may_lack_texts_where_the_editor_says_so(client: Client, editor: User) -> None:
    client.force_login(editor)
    form = small_form()
    form["steps"][0]["title"].pop("zh-hant")
    sent = {"office": "london", "slug": "small", "words-source": json.dumps(form)}
    assert client.post("/staff/forms/import/", sent).status_code == 422
    answer = client.post("/staff/forms/import/", {**sent, "lacking": "on"})
    assert answer.headers["Location"] == "/staff/forms/small/draft/"
    assert FormDraft.objects.get().source == form
    page = client.get("/staff/forms/small/draft/").content.decode()
    assert "Missing in <bdi>繁體中文</bdi>: 1" in page
    assert client.get("/staff/forms/small/draft/export/").content == exported(form)


def test_a_hostile_megabyte_is_read_a_few_times_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def form(steps: int, words: str) -> Any:
        texts = {"en": words, "zh-hant": words}
        return {
            "languages": ["en", "zh-hant"],
            "title": texts,
            "steps": [
                {
                    "id": f"s{step}",
                    "title": texts,
                    "questions": [
                        {"id": f"q{step}-{number}", "kind": "none", "label": texts} for number in range(55)
                    ],
                }
                for step in range(steps)
            ],
        }

    times: list[object] = []

    def counted(source: object) -> object:
        times.append(source)
        return read(source)

    monkeypatch.setattr(mending, "read", counted)
    found = mending.mistakes_of(form(10, "x" * 900))
    assert len(times) <= 25
    assert found[-1][1].startswith("There may be more mistakes")
    assert len(mending.mistakes_of(form(2, "x"))) == 110, "of an ordinary form all of them are named"


def test_as_many_problems_as_signs_are_not_all_named() -> None:
    source: Any = family_form()
    source["steps"][0]["hint"] = {
        "en": "x",
        "zh-hant": "x",
        **{f"{number}": "\x00" for number in range(20_000)},
    }
    assert len(problems_of(source, ComposedForm(slug="family"))) <= 1000
