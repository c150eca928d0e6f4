"""A form is read strictly: every mistake is named, none gets through."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.kernel import clock
from legation.questions.definition import Answers, Entry
from legation.questions.reading import WrongDefinition, read
from legation.questions.reading_texts import lacks
from legation.questions.writing import write
from tests.questions.forms import both, choice, family_form, opinion_form, small_form

Change = Callable[[dict[str, Any]], object]


def test_a_right_form_is_read() -> None:
    form = read(small_form())
    assert [step.id for step in form.route({"lost": "no"})] == ["person", "photo"]
    assert [step.id for step in form.route({"lost": "yes"})] == ["person", "loss", "photo"]
    assert form.ending({"may": "yes"}) is None
    ending = form.ending({"may": "no"})
    assert ending
    assert str(ending.title) == "Stop"


def test_answers_to_questions_that_are_not_asked_any_more_do_not_count() -> None:
    form = read(small_form())
    answers = {"may": "yes", "lost": "no", "day": "2026-01-02", "unknown": "x"}
    assert form.kept(answers) == {"may": "yes", "lost": "no"}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda form: form.pop("title"), "title"),
        (lambda form: form.update(extra=1), "extra"),
        (lambda form: form.update(languages=[]), "languages"),
        (lambda form: form.update(languages=["en", "en"]), "languages"),
        (lambda form: form["title"].pop("zh-hant"), "title is missing in zh-hant"),
        (lambda form: form["title"].update(ja="x"), "title is in ja"),
        (lambda form: form.update(steps=[]), "steps"),
        (lambda form: form["steps"][0].update(id="check"), "steps[0].id"),
        (lambda form: form["steps"][1].update(id="person"), "different ids"),
        (lambda form: form["steps"][0]["questions"][0].update(kind="spell"), "questions[0].kind"),
        (lambda form: form["steps"][0]["questions"][0].update(id="email"), "email is taken"),
        (lambda form: form["steps"][0]["questions"][0].update(role="email"), "role"),
        (lambda form: form["steps"][0]["questions"][2].update(choices=[]), "choices"),
        (lambda form: form["steps"][0].update(when={"question": "day", "is": ["x"]}), "earlier question"),
        (lambda form: form["steps"][1]["when"].update({"is": ["maybe"]}), "when.is"),
        (lambda form: form["eligibility"][0].update(required=False), "eligibility"),
        (lambda form: form["eligibility"][0]["choices"][1]["ends"].update(path="//evil"), "path"),
        (lambda form: form["steps"][1]["questions"][0].update(required="yes"), "required"),
        (lambda form: form["steps"][1]["questions"][0].update(least=True), "least"),
        (
            lambda form: form["steps"][1]["questions"].append(
                {"id": "mark", "kind": "scale", "label": both("Mark"), "least": 1, "most": 99}
            ),
            "scale",
        ),
    ],
)
def test_each_mistake_is_named(change: Change, place: str) -> None:
    form = small_form()
    change(form)
    with pytest.raises(WrongDefinition) as refusal:
        read(form)
    assert place in str(refusal.value.sentence)


@pytest.mark.parametrize("nonsense", [None, [], "form", 7, {"languages": ["en"]}])
def test_what_is_no_form_is_refused(nonsense: object) -> None:
    with pytest.raises(WrongDefinition):
        read(nonsense)


@pytest.mark.parametrize("form", [small_form(), family_form(), opinion_form()])
def test_a_form_that_is_written_is_the_form_that_was_read(form: dict[str, Any]) -> None:
    assert write(read(form)) == form


def places(source: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path to everything inside a form."""
    if isinstance(source, dict):
        for key, value in source.items():
            yield (*path, key)
            yield from places(value, (*path, key))
    elif isinstance(source, list):
        for number, value in enumerate(source):
            yield (*path, number)
            yield from places(value, (*path, number))


FORMS = [family_form, opinion_form]
PLACES = [(make, path) for make in FORMS for path in sorted(places(make()), key=str)]
STRANGE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=250, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PLACES), STRANGE | st.just(...)), min_size=1, max_size=3))
def test_whatever_stands_anywhere_in_a_form_it_is_read_and_written_or_refused(
    changes: list[tuple[tuple[Callable[[], Any], tuple[Any, ...]], Any]],
) -> None:
    form: Any = changes[0][0][0]()
    for (_make, path), value in changes:
        target: Any = form
        try:
            for key in path[:-1]:
                target = target[key]
            if value is ...:
                del target[path[-1]]
            else:
                target[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue
    with suppress(WrongDefinition):
        found = read(form)
        assert read(write(found)) == found


def changed(path: str, value: object, make: Callable[[], Any] = family_form) -> dict[str, Any]:
    """The family form with one thing changed; the path such as `steps.0.questions.2.most`."""
    form: Any = make()
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    target = form
    for part in way:
        target = target[part]
    target[last] = value
    return dict(form)


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("retention", 0, "form.retention"),
        ("steps.0.questions.6.retention", 400, "home.retention must be shorter"),
        ("steps.0.questions.6.retention", -1, "questions[6].retention"),
        ("steps.0.questions.0.currency", "GBP", "kind text has no currency"),
        ("steps.0.questions.4.last", "yesterday", "questions[4].last"),
        ("steps.0.questions.4.last", "2026-1-1", "questions[4].last"),
        ("steps.0.questions.5.when", {"question": "passport", "answered": True}, "earlier question"),
        ("steps.0.questions.5.when", {"question": "born", "is": ["x"]}, "choice or a country"),
        ("steps.0.questions.5.when", {"question": "born", "age": {}}, "age must have"),
        ("steps.0.questions.5.when", {"question": "full-name", "least": 1}, "one thing that fits"),
        ("steps.0.questions.5.when", {"all": []}, "1 to 20 conditions"),
        ("steps.0.questions.5.when", {"not": {"not": {"not": {"not": {"not": 1}}}}}, "nested"),
        ("steps.0.questions.7.issuer", "Taiwan", "issuer"),
        ("steps.0.help", {"title": both("Only a title")}, "steps[0].help lacks text"),
        ("steps.1.id", "born", "born is taken"),
        ("steps.1.repeat.least", 4, "least is more than most"),
        ("steps.1.repeat.most", 99, "repeat.most"),
        ("steps.1.repeat.add", {"en": "Add"}, "missing in zh-hant"),
        ("steps.1.questions.0.role", "phone", "role"),
        ("steps.1.questions.4.most", 99, "most"),
        ("steps.2.questions.0.currency", "XXY", "currency"),
        ("steps.2.questions.0.most", 1.5, "amount"),
        ("steps.2.questions.0.least", "6000", "least is more than most"),
        ("title", {"en": "\x00", "zh-hant": "x"}, "signs that cannot be shown"),
    ],
)
def test_mistakes_of_the_richer_kinds_are_named_too(path: str, value: object, place: str) -> None:
    with pytest.raises(WrongDefinition) as refusal:
        read(changed(path, value))
    assert place in str(refusal.value.sentence)


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("steps.0.questions.0.least", 0, "kind nps has no least"),
        ("steps.0.questions.1.rows", [], "rows must not be empty"),
        ("steps.0.questions.1.rows.0.value", "website", "different values"),
        ("steps.0.questions.1.rows.0.value", "A b", "short word"),
        ("steps.0.questions.1.rows.0.label", {"en": "Counter"}, "missing in zh-hant"),
        ("steps.0.questions.1.choices", [choice("yes")], "either choices or a scale"),
        ("steps.0.questions.1.most", 99, "at most 11 values"),
        ("steps.1.when.any.1.row", "garden", "row of a matrix"),
        ("steps.1.when.any.0.row", "counter", "row of a matrix"),
        ("steps.1.when", {"question": "parts", "most": 2}, "one thing that fits"),
        ("steps.2.questions.0.choices", [choice(f"c{n}") for n in range(12)], "at most 11"),
        ("steps.2.questions.1.choices", [choice("speed")], "2 to 15"),
        ("steps.2.questions.2.most", 4, "from 1 to 3 places"),
        ("steps.2.questions.2.when.all.0.within", 9, "from 1 to 3 places"),
        ("steps.2.questions.2.when.all.0.is", ["cheap"], "choices of order"),
        ("steps.2.questions.2.when.all.1.is", ["daily"], "choices of how-often"),
    ],
)
def test_mistakes_of_matrix_ranking_and_likelihood_are_named(path: str, value: object, place: str) -> None:
    with pytest.raises(WrongDefinition) as refusal:
        read(changed(path, value, opinion_form))
    assert place in str(refusal.value.sentence)


def test_conditions_look_at_a_row_at_the_first_places_and_at_a_likelihood() -> None:
    form = read(opinion_form())
    pleased: dict[str, Any] = {"again": 7, "parts": {"counter": "3", "website": "1"}}

    def asks(step: int, **answers: Any) -> list[str]:
        return [question.id for question in form.steps[step].asked({**pleased, **answers})]

    assert asks(1) == []
    assert asks(1, again=6) == ["reason"]
    assert asks(1, parts={"counter": "2"}) == ["reason"]
    assert asks(1, parts={"website": "1"}) == []
    often = {"how-often": {"visa": "often"}}
    assert "first-two" in asks(2, **often, order=["price", "speed", "kindness"])
    assert "first-two" not in asks(2, **often, order=["price", "kindness", "speed"])
    assert "first-two" not in asks(2, order=["speed", "price", "kindness"])


def test_the_texts_that_a_language_lacks_are_listed_all_at_once() -> None:
    form = family_form()
    assert lacks(form) == []
    del form["steps"][1]["repeat"]["add"]["zh-hant"]
    form["steps"][0]["questions"][0]["label"]["en"] = " "
    assert [(lack.place, lack.language) for lack in lacks(form)] == [
        ("steps[0].questions[0].label", "en"),
        ("steps[1].repeat.add", "zh-hant"),
    ]
    everywhere = {lack.place for lack in lacks(form, ["ja"])}
    assert {"title", "intro", "steps[0].help.text", "steps[2].questions[2].low"} <= everywhere


def test_conditions_look_at_every_earlier_answer_also_inside_an_entry() -> None:
    form = read(family_form())
    children = form.steps[1]
    abroad: Entry = {"#": "a", "child-name": "Ling", "abroad": "yes"}
    home: Entry = {"#": "b", "child-name": "Bao", "abroad": "no", "country-of-birth": "FR"}
    answers: Answers = {"residence": "GB", "children": [abroad, home]}
    asked = {entry["#"]: [q.id for q in children.asked_in(entry, answers)] for entry in (abroad, home)}
    assert asked == {
        "a": ["child-name", "abroad", "country-of-birth", "permit", "portrait"],
        "b": ["child-name", "abroad", "portrait"],
    }
    # What Bao answered before saying no does not count, so it brings up nothing either.
    assert "why" not in [question.id for question in form.steps[2].asked(form.kept(answers))]
    in_france: Entry = {**abroad, "country-of-birth": "FR"}
    born_in_france: Answers = {**answers, "children": [in_france]}
    assert "why" in [question.id for question in form.steps[2].asked(form.kept(born_in_france))]


def test_an_age_is_that_of_today() -> None:
    form = read(family_form())
    birthday = {"born": "2008-11-30"}
    for day, grown_up in (("2026-11-29", False), ("2026-11-30", True)):
        with clock.at(dt.datetime.fromisoformat(f"{day}T12:00+00:00")):
            asked = [question.id for question in form.steps[0].asked(birthday)]
            assert ("consent" not in asked) is grown_up


def test_a_repeating_step_is_done_when_it_was_seen_and_every_entry_is() -> None:
    form = read(family_form())
    children = form.steps[1]
    whole: Entry = {"#": "a", "child-name": "Ling", "abroad": "no"}
    assert not form.complete(children, {})
    assert form.complete(children, {"children": []})
    assert form.complete(children, {"children": [whole]})
    begun: Entry = {"#": "b"}
    assert not form.complete(children, {"children": [whole, begun]})
    assert not form.complete(children, {"children": [deepcopy(whole) for _ in range(4)]})
