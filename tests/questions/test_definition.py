"""A form is read strictly: every mistake is named, none gets through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from legation.questions.reading import WrongDefinition, read
from tests.questions.forms import both, small_form

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
        (lambda form: form["steps"][0].update(when={"question": "day", "is": ["x"]}), "earlier step"),
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
