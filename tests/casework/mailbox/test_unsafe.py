"""Writing, reading the answer and being handled, for somebody to whom nothing may be sent."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import translation

from legation.accounts.models import Role, User
from legation.casework.cases.models import Case, State
from legation.casework.cases.views import view_path
from legation.mail.models import OutgoingMail
from legation.mail.unsafe import is_unsafe, mark_unsafe
from legation.offices.models import Office
from tests.casework.writing import LETTER, form_of, hidden, open_letter
from tests.conftest import make_staff

pytestmark = [pytest.mark.django_db]


def sent_mail() -> int:
    return OutgoingMail.objects.filter(withheld_at=None).count()


@pytest.mark.parametrize("language", ["en", "zh-hant", "ar"])
def test_number_and_secret_are_shown_at_once_and_nothing_is_sent(client: Client, language: str) -> None:
    path = f"/{language}/mailbox/"
    letter = {**LETTER, "email": "", "unsafe": "on"}
    checked = client.post(path, {**letter, **form_of(client, path), "step": "check"})
    assert checked.status_code == 200, checked.content.decode()
    page = checked.content.decode()
    tokens = {name: hidden(page, name) for name in ("form_token", "submission")}
    pages = [client.post(path, {**letter, **tokens, "step": "send"}) for _twice in range(2)]
    case = Case.objects.get()
    secrets = [re.search(r'id="case-secret"><bdi[^>]*>([^<]+)', shown.content.decode()) for shown in pages]
    assert secrets[0]
    assert secrets[1]
    assert secrets[0][1] == secrets[1][1]
    assert (
        pages[0].headers["Cache-Control"].startswith("max-age=0")
        or "no-store" in pages[0].headers["Cache-Control"]
    )
    assert case.state == State.OPEN
    assert sent_mail() == 0
    follow = {"number": case.number, "secret": secrets[0][1]}
    token = hidden(client.get(f"/{language}/cases/").content.decode(), "form_token")
    assert client.post(f"/{language}/cases/", {**follow, "form_token": token}).status_code == 302


def test_an_address_is_still_asked_of_everybody_else(client: Client) -> None:
    letter = {**LETTER, "email": "", **form_of(client, "/en/mailbox/"), "step": "check"}
    assert client.post("/en/mailbox/", letter).status_code == 422
    wrong = {**letter, "email": "no address", "unsafe": "on"}
    assert client.post("/en/mailbox/", wrong).status_code == 422


def test_an_unconfirmed_address_puts_the_letter_into_nobody_s_account(client: Client, member: User) -> None:
    letter = {
        **LETTER,
        "email": member.email,
        "unsafe": "on",
        **form_of(client, "/en/mailbox/"),
        "step": "send",
    }
    assert client.post("/en/mailbox/", letter).status_code == 200
    own = Client()
    own.force_login(member)
    assert Case.objects.get().number not in own.get("/en/account/").content.decode()
    assert not is_unsafe(member.subject), "nobody silences another person's mail"


def test_the_person_marks_it_later_and_takes_it_back(client: Client, london: Office) -> None:
    case, _secret = open_letter(london)
    with translation.override("en"):
        path = view_path(case)
    for act, unsafe in (("unsafe", True), ("safe", False)):
        page = client.get(path).content.decode()
        token = {"form_token": hidden(page, "form_token")}
        assert client.post(f"{path}{act}/", token).status_code == 302
        assert is_unsafe(case.subject) is unsafe
    assert sent_mail() == 0, "what was waiting when it was marked is held back for good"


def test_every_officer_sees_it_and_none_can_take_it_back(london: Office) -> None:
    case, _secret = open_letter(london)
    officer = make_staff("officer@example.org", Role.CASE_OFFICER, london)
    desk = Client()
    desk.force_login(officer)
    assert "Not safe to contact" not in desk.get(f"/staff/cases/{case.number}/").content.decode()
    case.refresh_from_db()
    marked = desk.post(f"/staff/cases/{case.number}/unsafe/", {"revision": str(case.revision)})
    assert marked.status_code == 302
    assert is_unsafe(case.subject)
    page = desk.get(f"/staff/cases/{case.number}/").content.decode()
    assert "Not safe to contact" in page
    assert desk.post(f"/staff/cases/{case.number}/safe/").status_code == 404


def test_the_answer_stands_on_the_page_and_is_held_back_as_mail(london: Office) -> None:
    case, _secret = open_letter(london)
    mark_unsafe(case.subject)
    before = sent_mail()
    officer = make_staff("officer@example.org", Role.CASE_OFFICER, london)
    desk = Client()
    desk.force_login(officer)
    case.refresh_from_db()
    act = {"revision": str(case.revision), "words-question": "Where are you?"}
    assert desk.post(f"/staff/cases/{case.number}/ask/", act).status_code == 302
    assert sent_mail() == before
