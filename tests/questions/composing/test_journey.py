"""A form composed from nothing through the pages, published by a second person, filled in by a citizen."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from legation.accounts.models import User
from legation.casework.applications.models import Application
from legation.ledger.models import LedgerRecord
from legation.mail.models import OutgoingMail
from legation.privacy.gateway import deliver
from legation.questions.composing.models import FormDraft, FormPublication
from legation.questions.services.forms import in_force
from tests.questions.composing.editor import fields, revision, save, send, source_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
DRAFT = "/staff/forms/lost-key/draft/"


def words(key: str, text: str) -> dict[str, str]:
    return {f"words-{key}-en": text, f"words-{key}-zh-hant": f"{text}（中）"}


def compose(client: Client) -> None:
    """A small form with a condition and a repeating step."""
    page = {"words-title": "Lost key", "office": "london", "use": "service", "slug": "lost-key"}
    answer = send(client, "/staff/forms/new/", page)
    assert answer.headers["Location"] == DRAFT
    save(client, f"{DRAFT}form/", {**words("title", "Lost key"), **words("intro", "Two minutes")})
    add(client, "questions/add/eligibility/", {**words("label", "Is it ours?"), "name": "ours"})
    choices = {**words("choice-0-", "Yes"), **words("choice-1-", "No"), "value-0": "yes", "value-1": "no"}
    save(client, f"{DRAFT}questions/ours/", choices)
    ending = {**words("title", "Not here"), **words("text", "Ask the police"), "ends": "on"}
    save(client, f"{DRAFT}questions/ours/ending/no/", ending)
    add(client, "steps/add/", {**words("title", "You"), "name": ""})
    add(client, "questions/add/you/", {**words("label", "Your name"), "kind": "text"})
    add(client, "questions/add/you/", {**words("label", "Your address"), "kind": "email", "name": "email"})
    save(client, f"{DRAFT}questions/email/", {"role": "email"})
    add(client, "questions/add/you/", {**words("label", "Any children?"), "kind": "choice", "name": "has"})
    save(client, f"{DRAFT}questions/has/", choices)
    add(client, "steps/add/", {**words("title", "Children"), "name": "children"})
    repeat = {**words("entry", "Child"), **words("add", "Another child"), "repeats": "on", "most": "3"}
    save(client, f"{DRAFT}steps/children/", repeat)
    add(
        client, "questions/add/children/", {**words("label", "Child’s name"), "kind": "text", "name": "child"}
    )
    save(client, f"{DRAFT}step/children/condition/", {"mode": "all", "more": "has"})
    save(client, f"{DRAFT}step/children/condition/", {"test-0-is": ["yes"]})


def add(client: Client, path: str, fields: dict[str, str]) -> None:
    send(client, f"{DRAFT}{path}", {"name": "", **fields})


def decide(client: Client, act: str, **more: Any) -> None:
    send(client, f"/staff/forms/lost-key/{act}/", {"revision": revision("lost-key"), **more})


@pytest.fixture
def composed(client: Client, editor: User) -> Client:
    client.force_login(editor)
    compose(client)
    return client


@pytest.fixture
def second(publisher: User) -> Client:
    client = Client()
    client.force_login(publisher)
    return client


def test_the_draft_says_what_was_composed(composed: Client) -> None:
    source: Any = source_of("lost-key")
    assert source["eligibility"][0]["choices"][1]["ends"]["text"]["zh-hant"] == "Ask the police（中）"
    assert [step["id"] for step in source["steps"]] == ["you", "children"]
    assert [question["id"] for question in source["steps"][0]["questions"]] == ["your-name", "email", "has"]
    children = source["steps"][1]
    assert children["when"] == {"question": "has", "is": ["yes"]}
    assert children["repeat"]["most"] == 3
    page = composed.get(DRAFT).content.decode()
    assert "Nothing is missing, and nothing is wrong." in page
    assert "Asked when “\u2068Any children?\u2069” is \u2068Yes\u2069" in page


def test_a_second_person_puts_it_in_force(composed: Client, second: Client, editor: User) -> None:
    decide(composed, "submit")
    (mail,) = OutgoingMail.objects.all()
    assert mail.subject == User.objects.get(email="publisher@example.org").subject
    assert in_force("lost-key") is None
    decide(composed, "publish")
    assert in_force("lost-key") is None
    assert "waits for you" in second.get("/staff/forms/").content.decode()
    decide(second, "publish")
    publication = FormPublication.objects.get(version=in_force("lost-key"))
    assert publication.written_by == editor
    assert not FormDraft.objects.exists()
    assert LedgerRecord.objects.filter(action="form.published").count() == 1


def test_a_citizen_applies_through_it(composed: Client, second: Client) -> None:
    decide(composed, "submit")
    decide(second, "publish")
    citizen = Client()
    start = "/zh-hant/offices/london/services/lost-key/apply/"
    assert "Ask the police（中）" in apply(citizen, start, {"ours": "no"}, 200).content.decode()
    draft = apply(citizen, start, {"ours": "yes"}).headers["Location"]
    person = {"your-name": "王小明", "email": "wang@example.org", "has": "no"}
    assert apply(citizen, f"{draft}you/", person).headers["Location"] == f"{draft}check/"
    children = apply(citizen, f"{draft}you/", {**person, "has": "yes"}).headers["Location"]
    assert children == f"{draft}children/"
    for name in ("小美", "O’Brien <b>"):
        entry = apply(citizen, children, {"next": "add"}).headers["Location"]
        apply(citizen, entry, {"child": name})
    page = citizen.get(children).content.decode()
    assert "Child（中） 2" in page
    assert apply(citizen, children, {"next": "on"}).headers["Location"] == f"{draft}check/"
    assert "O’Brien &lt;b&gt;" in citizen.get(f"{draft}check/").content.decode()
    apply(citizen, f"{draft}check/", {})
    application = Application.objects.get()
    assert application.service == "lost-key"
    assert application.case.office
    assert application.case.office.slug == "london"
    assert application.form == in_force("lost-key")
    answers = json.loads(deliver(application, ["answers"])["answers"])
    assert [entry["child"] for entry in answers["children"]] == ["小美", "O’Brien <b>"]


def apply(client: Client, path: str, data: dict[str, str], status: int = 302) -> Any:
    page = fields(client.get(path).content.decode())
    return send(client, path, {"form_token": page["form_token"][0], **data}, status)
