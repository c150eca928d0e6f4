"""Sending a letter on is a service that its person asks for: they see it, decide, and may take it back."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from legation.accounts.models import User
from legation.casework.cases import services
from legation.casework.cases.models import Case, State, Transfer
from legation.casework.cases.views import view_path
from legation.disclosure.models import Disclosure
from legation.kernel.errors import Conflict
from legation.ledger.models import LedgerRecord
from legation.offices.models import Office
from legation.privacy.models import ReadReceipt
from tests.casework.cases.conftest import page, press, signed_in
from tests.casework.writing import hidden, mails, open_letter

pytestmark = [pytest.mark.django_db]
TO = {
    "body": "City of Taipei",
    "address": "letters@city.example",
    "parts": ["words", "email"],
    "words_note": "About a parking fine.",
}


@pytest.fixture
def asked(officer: User, london: Office) -> Case:
    case, _secret = open_letter(london)
    assert press(officer, case, "offer-transfer", **TO) == 302
    case.refresh_from_db()
    return case


def sent_to_body() -> list[str]:
    return [mail["text"] for mail in mails() if mail["recipient"] == "letters@city.example"]


def say(case: Case, name: str) -> int:
    """Press a button on the page of the case."""
    visitor, path = Client(), view_path(case)
    shown = visitor.get(path).content.decode()
    answer = visitor.post(f"{path}{name}/", {"form_token": hidden(shown, "form_token")})
    assert not visitor.cookies
    return answer.status_code


def link() -> str:
    text = mails("May we send")[0]["text"]
    found = re.search(r"https?://[^/\s]+(/\S*cases/sending/\S+)", text)
    assert found
    return found[1]


def test_the_person_sees_it_agrees_and_it_is_sent_once(asked: Case, officer: User) -> None:
    assert asked.state == State.WAITING
    shown = Client().get(view_path(asked)).content.decode()
    for text in (
        "City of Taipei",
        "letters@city.example",
        "opening hours on Monday",
        "About a parking fine.",
    ):
        assert text in shown
    assert press(officer, asked, "send-on") == 409
    assert say(asked, "agree") == 302
    asked.refresh_from_db()
    assert str(asked.state) == State.ASSIGNED
    assert asked.paused_at is None
    assert not sent_to_body(), "the person agrees, an officer sends"
    page_sent = {"revision": str(asked.revision)}
    for _click in range(2):
        answer = signed_in(officer).post(f"/staff/cases/{asked.number}/send-on/", page_sent)
        assert answer.status_code == 302
    asked.refresh_from_db()
    assert asked.state == State.TRANSFERRED
    (letter,) = sent_to_body()
    assert "opening hours on Monday" in letter
    assert "writer@example.org" in letter
    assert "A Writer" not in letter, "only what the person saw is sent"
    assert len(mails("We sent your case")) == 1
    assert "City of Taipei" in Client().get(view_path(asked)).content.decode()
    assert LedgerRecord.objects.filter(action="case.transferred").count() == 1
    assert ReadReceipt.objects.filter(subject=asked.subject, purpose="case.transfer").exists()
    assert not Disclosure.objects.exists(), "a service, not a disclosure"


def test_a_word_taken_back_before_sending_holds(asked: Case, officer: User) -> None:
    assert say(asked, "agree") == 302
    assert say(asked, "decline") == 302
    assert press(officer, asked, "send-on") == 409
    asked.refresh_from_db()
    assert asked.state == State.ASSIGNED
    assert not sent_to_body()
    assert "You do not want it sent on" in page(officer, asked)
    assert say(asked, "agree") == 409, "and a no is asked about anew, not turned into a yes"


def test_following_the_link_decides_nothing_and_its_button_does(asked: Case) -> None:
    visitor, path = Client(), link()
    shown = visitor.get(path)
    assert shown.status_code == 200
    text = shown.content.decode()
    assert "City of Taipei" in text
    assert "opening hours on Monday" not in text, "the link shows to whom and what, not the letter"
    assert Transfer.objects.get().state == "asked"
    assert visitor.post(path, {"answer": "yes"}).status_code == 422
    token = {"form_token": hidden(text, "form_token")}
    assert visitor.post(path, {**token, "answer": "perhaps"}).status_code == 422
    assert visitor.post(path, {**token, "answer": "yes"}).status_code == 302
    assert Transfer.objects.get().state == "agreed"
    assert visitor.post(path, {**token, "answer": "no"}).status_code == 302
    assert visitor.post(path, {**token, "answer": "yes"}).status_code == 409
    assert visitor.get(path.rstrip("/")[:-2] + "xx/").status_code == 404
    assert not visitor.cookies


def test_a_case_that_ended_otherwise_sends_nothing(asked: Case, officer: User, supervisor: User) -> None:
    say(asked, "agree")
    services.propose_reply(asked, "We can do it after all.", actor=officer)
    services.approve_reply(asked, actor=supervisor)
    assert Transfer.objects.get().state == "dropped"
    assert press(officer, asked, "send-on") in (403, 409)
    assert not sent_to_body()


def test_nothing_goes_to_a_body_about_somebody_who_is_not_safe(
    asked: Case, officer: User, london: Office
) -> None:
    other, _secret = open_letter(london, submission="2", unsafe=True)
    assert press(officer, other, "offer-transfer", **TO) == 409
    say(asked, "agree")
    say(asked, "unsafe")
    with pytest.raises(Conflict):
        services.send_on(asked, actor=officer)
    assert not sent_to_body()


def test_the_desk_can_keep_it_and_says_why(asked: Case, officer: User) -> None:
    assert press(officer, asked, "drop-transfer", words_kept="We answer it ourselves.") == 302
    assert "We answer it ourselves." in Client().get(view_path(asked)).content.decode()
    asked.refresh_from_db()
    assert asked.is_running
    assert say(asked, "agree") == 409


@pytest.mark.parametrize(
    "bad", [{"address": "nobody"}, {"parts": ["secret_hash"]}, {"parts": []}, {"body": ""}]
)
def test_only_fields_of_the_letter_and_an_address_can_be_chosen(
    officer: User, london: Office, bad: dict[str, object]
) -> None:
    case, _secret = open_letter(london)
    assert press(officer, case, "offer-transfer", **{**TO, **bad}) == 422
    assert not Transfer.objects.exists()


@pytest.mark.parametrize("by", ["person", "desk"])
def test_taking_it_back_leaves_a_later_question_open(asked: Case, officer: User, by: str) -> None:
    assert say(asked, "agree") == 302
    assert press(officer, asked, "ask", words_question="Which fine?") == 302
    if by == "person":
        assert say(asked, "decline") == 302
    else:
        assert press(officer, asked, "drop-transfer", words_kept="We answer it.") == 302
    asked.refresh_from_db()
    assert asked.state == State.WAITING
    assert asked.paused_at is not None
    services.supplement(asked, "The one of May.")
    asked.refresh_from_db()
    assert str(asked.state) == State.ASSIGNED
    assert asked.paused_at is None
