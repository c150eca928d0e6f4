"""A step that repeats: add another, change, remove; conditions inside an entry; files of an entry."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from legation.casework.cases.models import Case
from legation.offices.models import Office
from legation.questions.models import Attachment
from legation.questions.services import drafts
from tests.casework.applications.conftest import scanner  # noqa: F401  # a fixture
from tests.questions.files import picture
from tests.questions.journey import CHILD, MONEY, YOU, add, begin, draft_of, offer_family_form, post

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def draft(client: Client, london: Office) -> str:
    """A draft of the family form."""
    offer_family_form()
    return begin(client)


def children(draft: str) -> list[str]:
    given = drafts.answers_of(draft_of(draft))["children"]
    assert isinstance(given, list)
    return [str(entry["child-name"]) for entry in given if isinstance(entry, dict)]


def test_from_the_first_child_to_a_case(client: Client, draft: str) -> None:
    assert post(client, f"{draft}you/", YOU) == (302, f"{draft}children/")
    add(client, draft, CHILD)
    bao = add(client, draft, {**CHILD, "child-name": "Bao", "portrait": photo()})
    page = client.get(f"{draft}children/").content.decode()
    assert [*re.findall(r"<h2[^>]*>(Child \d)", page)] == ["Child 1", "Child 2"]
    assert post(client, f"{draft}children/", {"next": "on"}) == (302, f"{draft}money/")
    assert post(client, f"{draft}money/", MONEY) == (302, f"{draft}check/")
    check = client.get(f"{draft}check/").content.decode()
    assert f'href="{bao}#id_child-name"' in check
    assert "photo.jpg" in check
    assert "+44 20 7946 0000" in check
    assert "£20.50" in check
    status, _done = post(client, f"{draft}check/", {})
    assert status == 302
    case = Case.objects.order_by("-pk")[0]
    assert Attachment.objects.get().reference == case.number


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("photo.jpg", picture(), "image/jpeg")


def test_an_answer_brings_up_a_question_of_its_own_entry_only(client: Client, draft: str) -> None:
    add(client, draft, CHILD)
    _status, entry = post(client, f"{draft}children/", {"next": "add"})
    abroad: dict[str, object] = {"child-name": "Bao", "abroad": "yes"}
    assert post(client, entry, abroad) == (302, f"{entry}#id_country-of-birth")
    status, page = post(client, entry, {**abroad, "country-of-birth": ""})
    assert status == 422
    assert 'href="#id_country-of-birth"' in page
    assert post(client, entry, {**abroad, "country-of-birth": "FR"}) == (302, f"{draft}children/")
    # Taking the answer back takes the question back, whatever stands in its field.
    assert post(client, entry, {**abroad, "abroad": "no", "country-of-birth": ""})[0] == 302


def test_a_condition_on_the_same_page_asks_on_and_stops_asking(client: Client, draft: str) -> None:
    child = {**YOU, "born_era": "ad", "born_year": "2020"}
    assert post(client, f"{draft}you/", child) == (302, f"{draft}you/#id_consent")
    status, page = post(client, f"{draft}you/", {**child, "consent": ""})
    assert status == 422
    assert 'href="#id_consent"' in page
    assert post(client, f"{draft}you/", {**YOU, "consent": ""}) == (302, f"{draft}children/")


def test_a_double_click_on_save_adds_one_child(client: Client, draft: str) -> None:
    entry = add(client, draft, CHILD)
    assert post(client, entry, CHILD)[0] == 302
    assert children(draft) == ["Ling"]


def test_removing_asks_first_and_takes_the_files_along(client: Client, draft: str) -> None:
    add(client, draft, CHILD)
    bao = add(client, draft, {**CHILD, "child-name": "Bao", "portrait": photo()})
    which = bao.rstrip("/").rsplit("/", 1)[1]
    status, page = post(client, f"{draft}children/", {"remove": which})
    assert status == 200
    assert "Remove Child 2?" in page
    assert children(draft) == ["Ling", "Bao"]
    assert post(client, f"{draft}children/", {"remove": which, "sure": "yes"})[0] == 302
    assert children(draft) == ["Ling"]
    assert not Attachment.objects.exists()
    # The page of the removed child, still open elsewhere, would begin a new one, not break.
    assert client.get(bao).status_code == 200


def test_what_is_missing_in_an_entry_is_named_in_the_list(client: Client, draft: str) -> None:
    _status, entry = post(client, f"{draft}children/", {"next": "add"})
    assert post(client, entry, {"child-name": "Ling"})[0] == 422
    status, page = post(client, f"{draft}children/", {"next": "on"})
    assert status == 422
    assert f'<a href="{entry}">Finish Child 1.</a>' in page
    assert post(client, entry, CHILD)[0] == 302
    assert post(client, f"{draft}children/", {"next": "on"})[0] == 302


def test_there_are_not_more_entries_than_there_may_be(client: Client, draft: str) -> None:
    _status, late = post(client, f"{draft}children/", {"next": "add"})
    for name in ("A", "B", "C"):
        add(client, draft, {**CHILD, "child-name": name})
    status, page = post(client, late, CHILD)
    assert status == 422
    assert 'value="Ling"' in page
    assert 'value="add"' not in client.get(f"{draft}children/").content.decode()
    assert children(draft) == ["A", "B", "C"]


def test_a_file_of_one_entry_is_taken_back_there(client: Client, draft: str) -> None:
    entry = add(client, draft, {**CHILD, "portrait": photo()})
    key = str(Attachment.objects.get().pk)
    assert post(client, entry, {**CHILD, "remove": key}) == (302, f"{entry}#id_portrait")
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("entry", ["x", "new", "..", "ABCDEFGH", "abcdefghi", "a b", "%00aaaaaa"])
def test_an_entry_has_an_id_of_ours(client: Client, draft: str, entry: str) -> None:
    assert client.get(f"{draft}children/{entry}/").status_code in (302, 404)
    assert client.get(f"{draft}you/abcdefgh/").status_code == 302


def test_another_language_keeps_also_what_was_typed_wrongly(client: Client, draft: str) -> None:
    half = {**YOU, "born_month": "13", "email": "wang@", "language": "zh-hant", "full-name": "王小美"}
    status, where = post(client, f"{draft}you/", half)
    assert (status, where) == (302, f"{draft}you/".replace("/en/", "/zh-hant/"))
    page = client.get(where).content.decode()
    for typed in ('value="13"', 'value="74"', 'value="roc" selected', 'value="wang@"', "王小美"):
        assert typed in page
    assert post(client, where, YOU)[0] == 302
    assert 'value="wang@"' not in client.get(where).content.decode()


def test_the_header_switches_the_language_without_losing_what_was_typed(client: Client, draft: str) -> None:
    for page in ("you/", "children/"):
        html = client.get(f"{draft}{page}").content.decode()
        header = html[: html.index("</header>")]
        assert re.findall(r'<button[^>]*form="questions"[^>]*name="(\w+)"', header) == ["next", "language"]
        assert not re.findall(r'hreflang="zh', header)
