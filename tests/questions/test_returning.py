"""Coming back to a draft: the mailed code with its limits, the browser's memory, the member's account."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client

from legation.accounts.models import User
from legation.casework.applications import draft_views
from legation.kernel import clock
from legation.mail.models import OutgoingMail
from legation.offices.models import Office
from legation.privacy.gateway import deliver
from legation.questions.models import Draft
from legation.questions.services import drafts
from tests.casework.applications.conftest import scanner  # noqa: F401  # a fixture
from tests.questions.journey import START, YOU, begin, draft_of, offer_family_form, post

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
CODE_PAGE = f"{START}code/"


@pytest.fixture
def draft(client: Client, london: Office) -> str:
    """A draft of the family form, with the first page answered."""
    offer_family_form()
    address = begin(client)
    assert post(client, f"{address}you/", YOU)[0] == 302
    return address


def mailed_code(client: Client, draft: str) -> str:
    status, page = post(client, f"{draft}later/", {"email": "wang@example.org", "code": "on"})
    assert (status, "Enter the code" in page) == (200, True)
    text = deliver(OutgoingMail.objects.order_by("-pk")[0], ["text"])["text"]
    found = re.search(r"^[0-9A-Z]{4}-[0-9A-Z]{4}$", text, re.MULTILINE)
    assert found, text
    assert f"{CODE_PAGE}\n" in text
    return found[0]


def test_a_code_leads_on_from_another_device_and_shows_the_address(client: Client, draft: str) -> None:
    code = mailed_code(client, draft)
    other = Client()
    spoken = f" {code.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} "
    assert post(other, CODE_PAGE, {"email": "WANG@example.org ", "code": spoken}) == (302, draft)
    assert drafts.is_verified(draft_of(draft), "wang@example.org")
    assert code.replace("-", "") not in str(Draft.objects.values("code_hash", "secret_hash").get())


def test_no_code_is_sent_unless_it_is_wished_for(client: Client, draft: str) -> None:
    post(client, f"{draft}later/", {"email": "wang@example.org"})
    assert "Eight letters" not in deliver(OutgoingMail.objects.get(), ["text"])["text"]
    assert draft_of(draft).code_hash == ""
    assert not draft_of(draft).secret


def test_wrong_codes_are_refused_and_soon_not_even_tried(
    client: Client, draft: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = mailed_code(client, draft)
    monkeypatch.setattr(draft_views, "MOST_TRIES_FOR_ONE", 3)
    for wrong in ("", "0000-0000", code[:-1], "\x00\ud800"[:1]):
        status, page = post(client, CODE_PAGE, {"email": "wang@example.org", "code": wrong})
        if status == 429:
            break
        assert status == 422
        assert 'value="wang@example.org"' in page
    assert post(Client(), CODE_PAGE, {"email": "wang@example.org", "code": code})[0] == 429
    # Another person's address opens nothing with this code.
    assert post(client, CODE_PAGE, {"email": "other@example.org", "code": code})[0] == 422


def test_a_newer_code_takes_the_place_of_the_older_and_both_end_with_the_draft(
    client: Client, draft: str
) -> None:
    old, new = mailed_code(client, draft), mailed_code(client, draft)
    typed = {"email": "wang@example.org"}
    assert post(client, CODE_PAGE, {**typed, "code": old})[0] == 422
    assert post(client, CODE_PAGE, {**typed, "code": new})[0] == 302
    with clock.at(clock.now() + dt.timedelta(days=31)):
        assert post(client, CODE_PAGE, {**typed, "code": new})[0] == 422


def test_the_browser_remembers_a_draft_only_when_asked(client: Client, draft: str) -> None:
    assert "begun this form already" not in client.get(START).content.decode()
    token = re.search(r'form_token" value="([^"]+)', client.get(f"{draft}later/").content.decode())
    assert token
    asked = {"form_token": token[1], "browser": "remember"}
    answer = client.post(f"{draft}later/", asked)
    cookie = answer.cookies["__Host-drafts"]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"]) == (
        True,
        True,
        "Lax",
        "/",
    )
    page = client.get(START).content.decode()
    assert "begun this form already" in page
    assert f'href="{draft}"' in page
    assert "begun this form already" not in client.get(f"{START}?anew").content.decode()
    gone = client.post(f"{draft}later/", {**asked, "browser": "forget"})
    assert gone.cookies["__Host-drafts"]["max-age"] == 0


@pytest.mark.parametrize("value", ["x", "family:short", "family:" + "a" * 32, "|" * 5000, "a:b|\x00"])
def test_a_cookie_that_is_not_ours_leads_nowhere(client: Client, draft: str, value: str) -> None:
    client.cookies["__Host-drafts"] = value
    assert client.get(START).status_code == 200


def test_a_member_finds_their_draft_on_any_device(london: Office, member: User) -> None:
    offer_family_form()
    client, other = Client(), Client()
    client.force_login(member)
    address = begin(client)
    assert "begun this form already" not in other.get(START).content.decode()
    other.force_login(member)
    page = other.get(START).content.decode()
    assert f'href="{address}"' in page
    newer = post(other, f"{START}?anew", {})[1]
    assert f'href="{newer}"' in other.get(START).content.decode()
    drafts.close(draft_of(newer), "X-1")
    assert f'href="{address}"' in other.get(START).content.decode()
