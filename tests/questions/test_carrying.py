"""A form that changes while somebody fills it in never loses their answers."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legation.offices.models import Office
from legation.questions.answers import ENTRY, Answer, Answers, Entry, entries, entry_id
from legation.questions.carrying import Former, carry
from legation.questions.definition import Definition
from legation.questions.models import FormDefinition
from legation.questions.reading import WrongDefinition, read
from legation.questions.services import drafts, forms
from tests.casework.applications.conftest import scanner  # noqa: F401  # a fixture
from tests.questions.forms import both, family_form
from tests.questions.journey import CHILD, MONEY, YOU, add, begin, draft_of, offer_family_form, post

CHILDREN: list[Entry] = [
    {ENTRY: "aaaaaaaa", "child-name": "Ling", "abroad": "no"},
    {ENTRY: "bbbbbbbb", "child-name": "Bao", "abroad": "yes", "country-of-birth": "FR"},
]
GIVEN: dict[str, Answer] = {
    "full-name": "王小明",
    "email": "wang@example.org",
    "residence": "GB",
    "born": "1985-03-27",
    "home": {"line1": "1 Road", "city": "Leeds", "country": "GB"},
    "passport": "300000001",
    "children": CHILDREN,
    "income": "20.50 GBP",
    "people": 3,
    "wishes": ["fast"],
    "true": True,
}


def flat(answers: Answers, definition: Definition) -> set[tuple[str, str, str]]:
    """Entry, question and answer of everything."""
    groups = {step.id for step in definition.steps if step.repeat}
    found = {("", name, repr(value)) for name, value in answers.items() if name not in groups}
    for group in groups:
        for entry in entries(answers, group):
            found |= {(entry_id(entry), name, repr(value)) for name, value in entry.items() if name != ENTRY}
    return found


@st.composite
def changes(draw: st.DrawFn) -> dict[str, Any]:
    """The family form with steps and questions moved, dropped, renamed, or of another kind."""
    form = deepcopy(family_form())
    for step in form["steps"]:
        step.pop("when", None)
        for question in step["questions"]:
            question.pop("when", None)
    for _change in range(draw(st.integers(1, 4))):
        step = draw(st.sampled_from(form["steps"]))
        question = draw(st.sampled_from(step["questions"]))
        what = draw(
            st.sampled_from(["drop", "rename", "text", "statement", "move", "narrow", "step", "once"])
        )
        if what == "drop" and len(step["questions"]) > 1:
            step["questions"].remove(question)
        elif what == "rename":
            question["id"] = f"{question['id'][:30]}-new"
        elif what in ("text", "statement"):
            kept = {key: question[key] for key in ("id", "label")}
            question.clear()
            question.update(kept, kind=what)
        elif what == "move" and len(step["questions"]) > 1:
            step["questions"].remove(question)
            draw(st.sampled_from(form["steps"]))["questions"].insert(0, question)
        elif what == "narrow" and "choices" in question:
            question["choices"] = question["choices"][:1]
        elif what == "step" and len(form["steps"]) > 1:
            form["steps"].remove(step)
        elif what == "once":
            step.pop("repeat", None)
    return form


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(changes(), min_size=1, max_size=4))
def test_no_change_of_a_form_loses_an_answer(sources: list[dict[str, Any]]) -> None:
    version = FormDefinition(pk=1, slug="f", version=1, source=family_form())
    versions = {1: version}
    answers, former = dict(GIVEN), list[Former]()
    everything = flat(answers, version.definition)
    for source in [*sources, family_form()]:
        try:
            read(source)
        except WrongDefinition:
            continue
        newer = FormDefinition(pk=len(versions) + 1, slug="f", version=len(versions) + 1, source=source)
        versions[newer.pk] = newer
        carried = carry(answers, former, version, newer, versions)
        answers, former, version = carried.answers, carried.former, newer
        left = {(item.entry, item.question, repr(item.answer)) for item in former}
        now = flat(answers, newer.definition)
        assert now | left == everything
        assert not now & left
        known = {question.id for question in newer.definition}
        assert {name for _entry, name, _value in now} <= known
        for step in newer.definition.steps:
            assert not step.repeat or all(isinstance(entry, dict) for entry in entries(answers, step.id))
    assert former == []  # the first form again asks for everything again
    assert flat(answers, version.definition) == everything


@pytest.fixture
def draft(client: Client, london: Office) -> str:
    """A draft with two children, whole."""
    offer_family_form()
    address = begin(client)
    assert post(client, f"{address}you/", YOU)[0] == 302
    add(client, address, CHILD)
    add(client, address, {**CHILD, "child-name": "Bao"})
    assert post(client, f"{address}money/", MONEY)[0] == 302
    return address


def newer() -> dict[str, Any]:
    """Without income, with another question, and names that may be longer."""
    form = family_form()
    form["steps"][2]["questions"] = form["steps"][2]["questions"][1:]
    for question in form["steps"][2]["questions"]:
        if question.pop("when", None):
            question["required"] = False
    form["steps"][0]["questions"].append({"id": "hat", "kind": "text", "label": both("Size of the hat")})
    return form


@pytest.mark.django_db
@pytest.mark.postgresql
def test_a_draft_finishes_on_its_version_unless_the_newer_one_carries_it(client: Client, draft: str) -> None:
    forms.publish("family", newer())
    page = client.get(f"{draft}check/").content.decode()
    assert "£20.50" in page
    assert "No longer asked" not in page


@pytest.mark.django_db
@pytest.mark.postgresql
def test_what_is_no_longer_asked_is_shown_and_kept_until_it_is_sent(client: Client, draft: str) -> None:
    forms.publish("family", newer(), carries=True)
    page = client.get(draft).content.decode()
    assert "No longer asked" in page
    assert "£20.50" in page
    assert client.get(f"{draft}check/").headers["Location"] == draft  # the hat is to be answered yet
    assert 'value="王小明"' in client.get(f"{draft}you/").content.decode()
    assert post(client, f"{draft}you/", {**YOU, "hat": "58"})[0] == 302
    assert post(client, f"{draft}children/", {"next": "on"})[0] == 302
    assert "Bao" in client.get(f"{draft}check/").content.decode()
    # Once it is asked again, the answer is there again.
    forms.publish("family", family_form(), carries=True)
    assert drafts.answers_of(draft_of(draft))["income"] == "20.50 GBP"
    assert [item.question for item in drafts.former_of(draft_of(draft))] == ["hat"]
    status, _done = post(client, f"{draft}check/", {})
    assert status == 302
    stored = draft_of(draft)
    assert stored.submitted_at
    assert drafts.former_of(stored) == []
