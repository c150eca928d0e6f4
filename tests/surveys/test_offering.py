"""A survey is offered at the end of a service and inside pages; nothing leads from it to a case."""

from __future__ import annotations

import datetime as dt

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils import translation

from legation.casework.cases.models import Case
from legation.kernel import clock
from legation.offices.models import Office
from legation.surveys.models import Survey
from tests.casework.mailbox.test_letter import send
from tests.casework.writing import LETTER, hidden
from tests.publishing.conftest import Joint, joint  # noqa: F401  # a fixture
from tests.surveys.test_answering import make

pytestmark = pytest.mark.django_db


def offered(service: str, language: str = "en", office: Office | None = None) -> str:
    template = Template("{% load surveys %}{% offer_survey service office %}")
    with translation.override(language):
        return template.render(Context({"service": service, "office": office}))


def test_a_letter_ends_with_the_survey_and_the_link_says_nothing_of_the_case(
    client: Client, london: Office
) -> None:
    make(offered_after=["letter"])
    link = send(client, "/en/mailbox/", {**LETTER, "office": "london"})
    assert "offered-survey" not in client.get(link).content.decode()
    page = client.post(
        link, {"form_token": hidden(client.get(link).content.decode(), "form_token")}
    ).content.decode()
    assert '<a class="button secondary" rel="noreferrer" href="/en/surveys/opinions/">' in page
    assert '<meta name="referrer" content="no-referrer">' in page
    answer = client.get("/en/surveys/opinions/").content.decode()
    assert Case.objects.get().number not in answer


@pytest.mark.parametrize(
    ("settings", "service", "language", "shown"),
    [
        ({"offered_after": ["letter"]}, "letter", "en", True),
        ({"offered_after": ["letter"]}, "application", "en", False),
        ({"offered_after": ["letter"]}, "letter", "ja", False),
        ({"offered_after": ["letter"], "access": "tokens"}, "letter", "en", False),
        ({"offered_after": ["letter"], "state": "waiting"}, "letter", "en", False),
        (
            {"offered_after": ["letter"], "opens_at": dt.datetime(2099, 1, 1, tzinfo=dt.UTC)},
            "letter",
            "en",
            False,
        ),
        (
            {"offered_after": ["letter"], "ended_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
            "letter",
            "en",
            False,
        ),
        ({}, "letter", "en", False),
    ],
)
def test_only_an_open_survey_that_names_the_service_is_offered(
    settings: dict[str, object], service: str, language: str, shown: bool
) -> None:
    make(**settings)
    assert ("/surveys/opinions/" in offered(service, language)) == shown


def test_an_office_offers_its_own_survey_to_its_own_people(london: Office) -> None:
    make(offered_after=["collection"], office=london)
    assert "/surveys/opinions/" in offered("collection", office=london)
    assert "/surveys/opinions/" not in offered("collection")


def test_a_page_shows_the_survey_in_its_text_until_it_closes(joint: Joint) -> None:  # noqa: F811
    survey = make()
    page = joint.news("Tell us")
    page.body = [("survey", "opinions")]
    page.save_revision().publish()
    answer = joint.client.get(page.url)
    assert 'href="/en/surveys/opinions/"' in answer.content.decode()
    assert "surveys" in answer.headers["Legation-Tags"].split()
    assert int(answer.headers["Legation-Expires"]) <= int(survey.closes_at.timestamp())
    with clock.at(survey.closes_at):
        assert "/surveys/opinions/" not in joint.client.get(page.url).content.decode()
    Survey.objects.all().delete()
    assert joint.client.get(page.url).status_code == 200
