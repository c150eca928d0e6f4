"""A survey is put aside and gone on with by a link; nobody else opens what was kept, and nothing of it counts."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from legation.kernel import clock
from legation.mail.models import OutgoingMail
from legation.privacy.gateway import deliver
from legation.surveys import services
from legation.surveys.access.services.entering import forget_sent
from legation.surveys.holding.models import HeldAnswer, HeldDraft
from legation.surveys.models import Survey
from tests.surveys.answering import Respondent
from tests.surveys.test_answering import CROSS, WISHES, held, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey() -> Survey:
    return make(resumable=True)


@pytest.fixture
def aside(client: Client, survey: Survey) -> Respondent:
    """Put aside on the second page."""
    person = Respondent(client, "opinions").press("on", **CROSS)
    return person.press("later", **{"words-reason": "half a sentence"})


def link_of(person: Respondent) -> str:
    found = re.search(r"https?://[^/]+(/en/surveys/opinions/later/[\w-]+/)<", person.html)
    assert found, person.html
    return found[1]


def test_the_link_leads_back_to_the_page_with_everything_on_it(aside: Respondent) -> None:
    link = link_of(aside)
    fresh = Respondent(Client(), "opinions").open(link)
    assert fresh.fields["words-reason"] == ["half a sentence"]
    assert "later/" not in re.findall(r'action="([^"]+)"', fresh.html)[-1]
    fresh.press("on").press("send", **WISHES)
    assert held()["again"] == 2
    assert not HeldDraft.objects.exists()
    fresh.open(link, 404)


def test_nothing_counts_before_it_is_sent_and_it_counts_once(aside: Respondent, survey: Survey) -> None:
    assert not HeldAnswer.objects.exists()
    assert services.count(survey) == 0
    link = link_of(aside)
    tabs = [Respondent(Client(), "opinions").open(link) for _number in range(2)]
    for tab in tabs:
        tab.press("on").press("send", **WISHES)
    assert HeldAnswer.objects.count() == 1


def test_without_the_link_nobody_opens_what_was_kept(aside: Respondent) -> None:
    row = HeldDraft.objects.get()
    stored = b" ".join(bytes(value) for value in vars(row).values() if isinstance(value, (bytes, memoryview)))
    assert b"half a sentence" not in stored
    link = link_of(aside)
    for wrong in (link[:-6] + "AAAAA/", link.replace("later/", "later/x"), "/en/surveys/opinions/later/-/"):
        assert aside.client.get(wrong).status_code == 404


def test_saving_again_keeps_the_link(aside: Respondent) -> None:
    link = link_of(aside)
    person = Respondent(Client(), "opinions").open(link)
    person.press("later", **{"words-reason": "a whole sentence"})
    assert link_of(person) == link
    assert HeldDraft.objects.count() == 1
    assert person.open(link).fields["words-reason"] == ["a whole sentence"]


def test_a_draft_ends_after_thirty_days_or_with_the_survey(aside: Respondent, survey: Survey) -> None:
    link = link_of(aside)
    with clock.at(survey.closes_at + dt.timedelta(minutes=1)):
        assert aside.client.get(link).status_code == 410


def test_it_is_opened_in_another_language(aside: Respondent) -> None:
    link = link_of(aside).replace("/en/", "/zh-hant/")
    assert "Why not?（中）" in aside.open(link).html


@pytest.mark.parametrize("settings", [{"resumable": False}, {}])
def test_where_it_is_not_allowed_nothing_is_kept(client: Client, settings: dict[str, Any]) -> None:
    make(**settings)
    person = Respondent(client, "opinions").press("later", 422, again="5")
    assert not HeldDraft.objects.exists()
    assert person.fields["again"] == ["5"]


def test_the_link_is_mailed_to_an_address_that_is_not_kept(aside: Respondent) -> None:
    link = link_of(aside)
    wrong = aside.press("mail", 422, email="nobody")
    assert 'value="nobody"' in wrong.html
    assert link_of(wrong) == link
    sent = aside.press("mail", email="ming@example.org")
    assert "ming@example.org" in sent.html
    mail = OutgoingMail.objects.get()
    opened = deliver(mail, ["recipient", "text"])
    assert opened["recipient"] == "ming@example.org"
    assert link in opened["text"]
    OutgoingMail.objects.update(sent_at=clock.now())
    with clock.at(clock.now() + dt.timedelta(hours=2)):
        assert forget_sent() == 1
    assert not OutgoingMail.objects.exists()
    assert HeldDraft.objects.exists()


def test_one_address_gets_three_such_mails_an_hour(aside: Respondent) -> None:
    link_page = aside.html
    for _number in range(3):
        aside.html = link_page
        aside.press("mail", email="ming@example.org")
    aside.html = link_page
    aside.press("mail", 429, email="Ming@example.org")
    assert OutgoingMail.objects.count() == 3
