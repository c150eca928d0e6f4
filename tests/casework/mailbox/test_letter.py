"""From writing a letter to its number and secret, in three languages, without a cookie."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client

from legation.casework.cases import numbers
from legation.casework.cases.models import Case, State
from legation.casework.cases.services import expire_unconfirmed
from legation.kernel import clock
from legation.ledger.models import LedgerRecord
from legation.mail.models import OutgoingMail
from legation.offices.models import Office
from legation.privacy.gateway import deliver
from tests.casework.writing import LETTER, form_of, hidden, mails

pytestmark = [pytest.mark.django_db]


def send(client: Client, path: str, answers: dict[str, str]) -> str:
    """Write, check, send; returns the path of the link in the mail."""
    tokens = form_of(client, path)
    checked = client.post(path, {**answers, **tokens, "step": "check"})
    assert checked.status_code == 200, checked.content.decode()
    page = checked.content.decode()
    tokens = {name: hidden(page, name) for name in ("form_token", "submission")}
    assert client.post(path, {**answers, **tokens, "step": "send"}).status_code == 302
    link = re.search(r"https://[^/]+(/\S+/confirm/\S+)", mails()[-1]["text"])
    assert link
    return link[1]


@pytest.mark.parametrize("language", ["en", "zh-hant", "ja", "es", "ar"])
def test_a_letter_from_writing_to_its_status_page(client: Client, language: str, london: Office) -> None:
    link = send(client, f"/{language}/mailbox/", {**LETTER, "office": "london"})
    assert link.startswith(f"/{language}/mailbox/confirm/")
    shown = client.get(link)
    assert Case.objects.get().state == State.UNCONFIRMED, "opening the link alone confirms nothing"
    token = hidden(shown.content.decode(), "form_token")
    confirmed = client.post(link, {"form_token": token})
    case = Case.objects.get()
    assert (case.state, case.office, case.language) == (State.OPEN, london, language)
    page = confirmed.content.decode()
    secret = re.search(r'id="case-secret"><bdi[^>]*>([^<]+)', page)
    assert secret
    assert case.number in page
    received = mails()[-1]
    assert case.number in received["title"]
    assert secret[1] in received["text"]
    assert received["recipient"] == LETTER["email"]
    follow = client.get(f"/{language}/cases/").content.decode()
    answer = {"number": case.number.lower(), "secret": secret[1].lower().replace("-", " ")}
    found = client.post(f"/{language}/cases/", {**answer, "form_token": hidden(follow, "form_token")})
    assert found.status_code == 302
    status = client.get(found.headers["Location"])
    assert "為什麼" in status.content.decode()
    assert "<b>this</b>" not in status.content.decode()
    assert not client.cookies, "no step set a cookie"


def test_going_back_and_sending_other_words_is_another_letter(client: Client) -> None:
    tokens = form_of(client, "/en/mailbox/")
    for words in ("The first words.", "The second words."):
        letter = {**LETTER, **tokens, "words-letter": words, "step": "send"}
        assert client.post("/en/mailbox/", letter).status_code == 302
    kept = {deliver(case, ["words"])["words"] for case in Case.objects.select_related("subject")}
    assert kept == {"The first words.", "The second words."}
    assert OutgoingMail.objects.count() == 2


def test_the_same_form_sent_twice_is_one_letter(client: Client) -> None:
    tokens = form_of(client, "/en/mailbox/")
    for _again in range(2):
        assert client.post("/en/mailbox/", {**LETTER, **tokens, "step": "send"}).status_code == 302
    assert Case.objects.count() == 1
    assert OutgoingMail.objects.count() == 1


def test_confirming_twice_shows_the_same_once_an_hour_has_passed_no_more(client: Client) -> None:
    link = send(client, "/en/mailbox/", LETTER)
    token = hidden(client.get(link).content.decode(), "form_token")
    pages = [client.post(link, {"form_token": token}) for _again in range(2)]
    secrets = [re.search(r'id="case-secret">(.*?)</strong>', page.content.decode()) for page in pages]
    assert secrets[0]
    assert secrets[1]
    assert secrets[0][1] == secrets[1][1]
    assert len(mails("We received")) == 1
    with clock.at(clock.now() + dt.timedelta(hours=2)):
        assert client.post(link, {"form_token": token}).status_code == 409


def test_what_nobody_confirms_vanishes_with_its_key(client: Client) -> None:
    link = send(client, "/en/mailbox/", LETTER)
    case = Case.objects.select_related("subject").get()
    assert expire_unconfirmed() == 0
    with clock.at(clock.now() + dt.timedelta(days=8)):
        assert client.get(link).status_code == 404
        assert expire_unconfirmed() == 1
    assert not Case.objects.exists()
    assert not OutgoingMail.objects.exists()
    case.subject.refresh_from_db()
    assert case.subject.wrapped_key is None
    assert deliver(case, ["name"])["name"] == ""


BAD = [
    ("email", "not an address", "@example.org"),
    ("email", "a@b\x00.org", ""),
    ("name", "\u202egnitset", "direction"),
    ("name", "x" * 5000, "120"),
    ("words-letter", "很" * 20_000, "10000"),
    ("words-letter", "null\x00byte", "null"),
    ("words-letter", " ", "required"),
    ("matter", "everything", ""),
    ("office", "atlantis", ""),
    ("office", "lon\x00don", ""),
    ("country", "../../etc", ""),
    ("statement", "", "statement"),
    ("website", "https://spam.example", "machines"),
]


@pytest.mark.postgresql
@pytest.mark.parametrize(("field", "value", "says"), BAD)
@pytest.mark.parametrize("step", ["check", "send"])
def test_bad_input_is_said_at_the_field_and_nothing_is_lost(
    client: Client, field: str, value: str, says: str, step: str
) -> None:
    tokens = form_of(client, "/en/mailbox/")
    answer = client.post("/en/mailbox/", {**LETTER, **tokens, field: value, "step": step})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"#id_{field}" in page, "the summary leads to the field"
    assert says in page
    if field != "words-letter":
        assert "when does" in page, "the letter is still there"
    elif value.strip():
        assert value.replace("\x00", "") in page.replace("\x00", "")
    assert not Case.objects.exists()


def test_emoji_right_to_left_and_markup_are_kept_as_they_are(client: Client) -> None:
    text = "👩‍👧 \u202eabc\u202c مرحبا <script>alert(1)</script> ' OR 1=1 --"
    send(client, "/ar/mailbox/", {**LETTER, "words-letter": text})
    case = Case.objects.select_related("subject").get()
    assert deliver(case, ["words"])["words"] == text


def test_an_old_form_keeps_the_answers(client: Client) -> None:
    answer = client.post("/en/mailbox/", {**LETTER, "form_token": "old", "step": "send"})
    assert answer.status_code == 422
    assert "open for a long time" in answer.content.decode()
    assert "when does" in answer.content.decode()


def test_changing_something_keeps_the_answers(client: Client) -> None:
    tokens = form_of(client, "/en/mailbox/")
    page = client.post("/en/mailbox/", {**LETTER, **tokens, "step": "change"}).content.decode()
    assert hidden(page, "submission").split(":")[0] == tokens["submission"].split(":")[0]
    assert "when does" in page
    assert "checked" in page


def test_a_flood_from_one_address_is_told_to_wait(client: Client) -> None:
    tokens = form_of(client, "/en/mailbox/")
    answers = [
        client.post("/en/mailbox/", {**LETTER, **tokens, "name": f"Writer {number}", "step": "send"})
        for number in range(4)
    ]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    last = answers[-1]
    assert "when does" in last.content.decode()


def test_wrong_methods_and_unknown_links(client: Client) -> None:
    assert client.put("/en/mailbox/").status_code == 405
    assert client.get("/en/mailbox/confirm/" + "0" * 40 + "/").status_code == 404
    assert client.get("/en/mailbox/confirm/zzz/").status_code == 404


def test_mail_ledger_and_case_commit_together(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("in the middle")

    tokens = form_of(client, "/en/mailbox/")
    monkeypatch.setattr("legation.mail.services.Outgoing.queue", fail)
    with pytest.raises(RuntimeError):
        client.post("/en/mailbox/", {**LETTER, **tokens, "step": "send"})
    assert not Case.objects.exists()
    assert not LedgerRecord.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_a_number_that_another_case_has_is_not_given_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(client, "/en/mailbox/", LETTER)
    taken = Case.objects.get().number
    drawn = iter([taken, taken, "LG-2026-7K3M9Q-8"])
    monkeypatch.setattr(numbers, "new_number", lambda: next(drawn))
    send(client, "/en/mailbox/", LETTER)
    assert set(Case.objects.values_list("number", flat=True)) == {taken, "LG-2026-7K3M9Q-8"}


@pytest.mark.parametrize("language", ["en", "zh-hant", "ja", "es", "ar"])
def test_a_question_about_the_policy_names_its_version(client: Client, language: str) -> None:
    question = {"name": "", "email": "asker@example.org", "words-question": "Why?", "website": ""}
    send(client, f"/{language}/policy/contact/", question)
    assert Case.objects.get().kind == "policy"
