"""The ways in: by mail, as a member, by the code of a letter; and that none of them tells anything."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client

from legation.accounts.models import User
from legation.kernel import clock
from legation.mail.models import OutgoingMail
from legation.mail.services import send
from legation.privacy.gateway import deliver
from legation.privacy.models import Subject
from legation.surveys import services as surveys
from legation.surveys.access.models import LinkMail
from legation.surveys.access.services.entering import token_of_address
from legation.surveys.access.tasks import forget
from legation.surveys.access.tokens import spoken, token_of
from legation.surveys.models import Survey
from tests.surveys.planned import small

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
LINK = re.compile(r"https?://\S+/surveys/\S+")


def form_token(html: str) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', html)
    assert found
    return found[1]


def ask(client: Client, address: str, language: str = "en") -> int:
    path = f"/{language}/surveys/small/enter/"
    page = client.get(path)
    assert page.status_code == 200
    data = {"form_token": form_token(page.content.decode()), "email": address}
    answer = client.post(path, data)
    assert not answer.cookies
    return answer.status_code


@pytest.fixture
def by_mail(db: None) -> Survey:
    return small(access="email")


def test_without_a_token_the_survey_leads_to_the_way_in(client: Client, by_mail: Survey) -> None:
    answer = client.get("/en/surveys/small/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en/surveys/small/enter/")
    assert client.get("/en/surveys/small/with/not-one/").headers["Location"] == "/en/surveys/small/enter/"


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_the_link_comes_by_mail_and_answers_once(client: Client, by_mail: Survey, language: str) -> None:
    assert ask(client, "wang@example.org", language) == 302
    assert ask(client, "Wang@example.org", language) == 302
    first, second = (deliver(mail, ["text"])["text"] for mail in OutgoingMail.objects.order_by("pk"))
    link = LINK.search(first)
    assert link
    assert f"/{language}/surveys/small/with/" in link[0]
    assert LINK.findall(first) == LINK.findall(second)
    token = token_of_address(by_mail, "wang@example.org")
    assert token in link[0]
    assert client.get(f"/{language}/surveys/small/with/{token}/").status_code == 200
    assert surveys.take(by_mail, {"mark": 4}, token) is surveys.Outcome.TAKEN
    assert surveys.take(by_mail, {"mark": 1}, token) is surveys.Outcome.ALREADY


def test_another_way_to_write_an_address_gets_no_second_answer(client: Client, by_mail: Survey) -> None:
    for address in ("wang@bücher.example", '"wang"@bücher.example', "WANG@xn--bcher-kva.example"):
        assert ask(client, address) == 302
    found = {LINK.findall(deliver(mail, ["text"])["text"])[0] for mail in OutgoingMail.objects.all()}
    assert len(found) == 1
    assert ask(client, '"w\\ang"@bücher.example') == 302
    assert OutgoingMail.objects.count() == 3, "three mails an hour to one mailbox"


def test_whoever_asks_learns_nothing_of_an_address(client: Client, by_mail: Survey) -> None:
    surveys.take(by_mail, {"mark": 4}, token_of_address(by_mail, "wang@example.org"))
    pages = []
    for address in ("wang@example.org", "nobody@example.org"):
        assert ask(client, address) == 302
        pages.append(client.get("/en/surveys/small/enter/sent/").content)
        assert address.encode() not in pages[-1]
    assert pages[0] == pages[1]


def test_nobody_is_flooded_with_links(client: Client, by_mail: Survey) -> None:
    for _time in range(5):
        assert ask(client, "victim@example.org") == 302
    assert OutgoingMail.objects.count() == 3


def test_one_place_cannot_ask_without_end(client: Client, by_mail: Survey) -> None:
    found = [ask(client, f"person{number}@example.org") for number in range(31)]
    assert found == [302] * 30 + [429]


@pytest.mark.parametrize(
    "wrong", ["", "not an address", "a@b", "x" * 300 + "@example.org", "a\x00@example.org"]
)
def test_a_wrong_address_comes_back_with_a_sentence(client: Client, by_mail: Survey, wrong: str) -> None:
    assert ask(client, wrong) == 422
    assert not OutgoingMail.objects.exists()


def test_the_address_goes_an_hour_after_the_mail(client: Client, by_mail: Survey) -> None:
    ask(client, "wang@example.org")
    people = Subject.objects.count()
    forget()
    mail = OutgoingMail.objects.get()
    send(mail)
    forget()
    assert OutgoingMail.objects.exists()
    with clock.at(clock.now() + dt.timedelta(minutes=61)):
        assert forget() == 1
    assert not OutgoingMail.objects.exists()
    assert not LinkMail.objects.exists()
    assert Subject.objects.count() == people - 1


def test_a_member_gets_their_own_link_and_needs_no_session_for_it(client: Client, member: User) -> None:
    survey = small(access="members")
    assert "Sign in" in client.get("/en/surveys/small/enter/").content.decode()
    assert "/account/login/" in client.get("/en/surveys/small/enter/member/").headers["Location"]
    client.force_login(member)
    page = client.get("/en/surveys/small/enter/member/").content.decode()
    link = re.search(r'href="(/en/surveys/small/with/[^"]+)"', page)
    assert link
    assert link[1] in client.get("/en/surveys/small/enter/member/").content.decode()
    stranger = Client()
    answer = stranger.get(link[1])
    assert answer.status_code == 200
    assert not answer.cookies
    assert member.email.encode() not in answer.content
    assert survey.anonymous


def test_the_code_of_a_letter_opens_the_survey(client: Client) -> None:
    survey = small(access="tokens")
    token = token_of(survey, "letter", "1 1")
    page = client.get("/en/surveys/small/enter/")
    data = {"form_token": form_token(page.content.decode())}
    wrong = client.post("/en/surveys/small/enter/", {**data, "token": "AAAA-BBBB"})
    assert wrong.status_code == 422
    assert "AAAA-BBBB" in wrong.content.decode()
    right = client.post("/en/surveys/small/enter/", {**data, "token": spoken(token).upper()})
    assert right.headers["Location"] == f"/en/surveys/small/with/{token}/"


def test_a_survey_for_anyone_has_no_other_way_in(client: Client) -> None:
    small()
    assert client.get("/en/surveys/small/enter/").headers["Location"] == "/en/surveys/small/"
    assert client.get("/en/surveys/small/").status_code == 200


@pytest.mark.parametrize("page", ["enter/", "enter/sent/"])
def test_what_is_not_open_has_no_way_in(client: Client, by_mail: Survey, page: str) -> None:
    with clock.at(by_mail.closes_at):
        assert client.get(f"/en/surveys/small/{page}").status_code == 410
    Survey.objects.update(state="draft")
    assert client.get(f"/en/surveys/small/{page}").status_code == 404
    assert client.get("/ja/surveys/small/enter/").status_code == 404
