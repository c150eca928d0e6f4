"""Correcting one answer about one child: exactly that one, with both versions kept."""

from __future__ import annotations

import datetime as dt
import json
from typing import cast
from urllib.parse import urlsplit

import pytest
from django.test import Client

from legation.accounts.models import User
from legation.casework.applications import correcting, retention
from legation.casework.applications.models import Application, Correction
from legation.casework.cases.models import Case, State
from legation.kernel import clock
from legation.offices.models import Office
from legation.privacy.gateway import deliver
from legation.questions.models import Attachment, FormDefinition
from tests.accessibility import assert_valid_html
from tests.casework.applications.conftest import photo, token
from tests.questions.forms import family_form
from tests.questions.journey import CHILD, MONEY, YOU, add, begin, offer_family_form, post

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
Entry = dict[str, object]


@pytest.fixture
def case(client: Client, london: Office) -> Case:
    """A confirmed application with two children."""
    offer_family_form()
    draft = begin(client)
    post(client, f"{draft}you/", YOU)
    add(client, draft, {**CHILD, "portrait": photo()})
    add(client, draft, {**CHILD, "child-name": "Mei"})
    post(client, f"{draft}money/", MONEY)
    assert post(client, f"{draft}check/", {})[0] == 302
    case = Case.objects.order_by("-pk")[0]
    Case.objects.filter(pk=case.pk).update(state=State.OPEN)
    case.refresh_from_db()
    return case


def children(case: Case) -> list[Entry]:
    row = Application.objects.select_related("case__subject").get(case=case)
    return cast(list[Entry], json.loads(deliver(row, ["answers"])["answers"])["children"])


def ask(case: Case, officer: User, *names: str) -> str:
    """The address where these answers are corrected."""
    case.refresh_from_db()
    row = correcting.ask(case, names, "Look again.", 14, actor=officer, revision=case.revision)
    return urlsplit(correcting.link_of(row)).path


def name_of(case: Case, number: int, question: str) -> str:
    return f"children.{children(case)[number - 1]['#']}.{question}"


def test_exactly_one_answer_of_one_child_is_corrected(client: Client, case: Case, officer: User) -> None:
    name = name_of(case, 2, "child-name")
    client.force_login(officer)
    desk = client.get(f"/staff/cases/{case.number}/").content.decode()
    assert_valid_html(desk)
    assert f'value="{name}"' in desk
    assert 'aria-label="Child 2"' in desk
    asked = {
        "revision": case.revision,
        "questions": [name],
        "words-reason": "A letter is missing.",
        "days": "14",
    }
    assert client.post(f"/staff/cases/{case.number}/correction/", asked).status_code == 302
    row = Correction.objects.get()
    path = urlsplit(correcting.link_of(row)).path
    client.logout()
    page = client.get(path).content.decode()
    assert_valid_html(page)
    assert "Child 2: Name of the child" in page
    assert 'value="Mei"' in page
    assert "Ling" not in page, "nothing of another child is shown"
    before = children(case)
    other = name_of(case, 1, "child-name")
    data = {"form_token": token(page), name: "Mei-Li", other: "Changed", name_of(case, 2, "abroad"): "yes"}
    assert client.post(path, {**data, name: ""}).status_code == 422
    assert client.post(path, data).status_code == 200
    assert children(case) == [before[0], {**before[1], "child-name": "Mei-Li"}]
    row.refresh_from_db()
    assert row.state == Correction.State.MADE
    kept = deliver(
        Correction.objects.select_related("case__subject").get(), ["earlier_answers", "later_answers"]
    )
    assert json.loads(kept["earlier_answers"]) == {name: "Mei"}
    assert json.loads(kept["later_answers"]) == {name: "Mei-Li"}
    client.force_login(officer)
    shown = client.get(f"/staff/cases/{case.number}/").content.decode()
    assert "Child 2: Name of the child" in shown
    assert "<bdi>Mei</bdi>" in shown


def test_what_a_new_answer_about_a_child_brings_up_is_asked_of_that_child(
    client: Client, case: Case, officer: User
) -> None:
    path = ask(case, officer, name_of(case, 1, "abroad"))
    data = {"form_token": token(client.get(path).content.decode()), name_of(case, 1, "abroad"): "yes"}
    page = client.post(path, data)
    assert page.status_code == 422
    country = f"children.{children(case)[0]['#']}.country-of-birth"
    assert f'name="{country}"' in page.content.decode()
    assert client.post(path, {**data, country: "JP"}).status_code == 200
    first, second = children(case)
    assert (first["abroad"], first["country-of-birth"]) == ("yes", "JP")
    assert "country-of-birth" not in second


def test_the_picture_of_a_child_is_replaced_and_the_earlier_one_kept(
    client: Client, case: Case, officer: User
) -> None:
    name = name_of(case, 1, "portrait")
    earlier = Attachment.objects.get(reference=case.number)
    path = ask(case, officer, name)
    page = client.get(path).content.decode()
    assert client.post(path, {"form_token": token(page), name: photo()}).status_code == 200
    files = Attachment.objects.filter(reference=case.number)
    assert files.count() == 2
    assert children(case)[0]["portrait"] == [str(files.exclude(pk=earlier.pk).get().pk)]
    client.force_login(officer)
    assert client.get(f"/staff/cases/{case.number}/").content.decode().count("earlier version") == 1


@pytest.mark.parametrize(
    "name", ["children", "children.aaaaaaaa.child-name", "child-name", "children..", "."]
)
def test_what_is_in_no_entry_cannot_be_named(client: Client, case: Case, officer: User, name: str) -> None:
    client.force_login(officer)
    asked = {"revision": case.revision, "questions": [name], "words-reason": "x", "days": "14"}
    assert client.post(f"/staff/cases/{case.number}/correction/", asked).status_code == 422
    assert not Correction.objects.exists()


def test_both_versions_of_an_answer_about_a_child_go_on_its_day(
    client: Client, case: Case, officer: User
) -> None:
    form = family_form()
    form["steps"][1]["questions"][0]["retention"] = 60
    FormDefinition.objects.filter(slug="family").update(source=form)
    name = name_of(case, 2, "child-name")
    path = ask(case, officer, name)
    data = {"form_token": token(client.get(path).content.decode()), name: "Mei-Li"}
    assert client.post(path, data).status_code == 200
    Case.objects.filter(pk=case.pk).update(state=State.CLOSED, ended_at=clock.now())
    with clock.at(clock.now() + dt.timedelta(days=61)):
        assert retention.erase_due() == 2, "the home after 30 days, the name after 60"
    row = Correction.objects.select_related("case__subject").get()
    assert "Mei" not in json.dumps(deliver(row, ["earlier_answers", "later_answers"]))
