"""Whoever has an invitation answers with it once; whoever has none is led to where they get one."""

from __future__ import annotations

import pytest
from django.test import Client

from legation.surveys.access.tokens import token_of
from legation.surveys.holding.models import HeldAnswer
from legation.surveys.models import Survey
from tests.surveys.answering import Respondent
from tests.surveys.test_answering import PLEASED, WISHES, make

pytestmark = pytest.mark.django_db
PATH = "/en/surveys/opinions/"


@pytest.fixture
def survey() -> Survey:
    return make(access="tokens", resumable=True)


def invited(client: Client, survey: Survey) -> Respondent:
    link = f"{PATH}with/{token_of(survey, 'invitation', 'ming')}/"
    person = Respondent.__new__(Respondent)
    person.client, person.path = client, PATH
    return person.open(link)


@pytest.mark.parametrize("access", ["email", "members", "tokens"])
def test_without_a_token_nobody_answers(client: Client, access: str) -> None:
    survey = make(access=access)
    other = make_other(survey)
    for path in (PATH, f"{PATH}with/nonsense/", f"{PATH}with/{token_of(other, 'invitation', 'ming')}/"):
        for answer in (client.get(path), client.post(path, {**PLEASED, "next": "send"})):
            assert answer.status_code == 302
            assert answer.headers["Location"] == f"{PATH}enter/"
    assert not HeldAnswer.objects.exists()


def make_other(survey: Survey) -> Survey:
    other = Survey.objects.get(pk=survey.pk)
    other.pk, other.slug = survey.pk + 1000, "another"
    return other


def test_an_invitation_counts_once_and_the_pages_after_the_first_do_not_show_it(
    client: Client, survey: Survey
) -> None:
    first = invited(client, survey)
    token = token_of(survey, "invitation", "ming")
    assert token not in first.html
    second = invited(Client(), survey)
    first.press("on", **PLEASED).press("send", **WISHES)
    second.press("on", **PLEASED).press("send", 409, **WISHES)
    assert "This link has been used" in second.html
    second.open(f"{PATH}with/{token}/", 409)
    assert HeldAnswer.objects.count() == 1


def test_an_invitation_that_was_put_aside_is_still_one(client: Client, survey: Survey) -> None:
    person = invited(client, survey).press("on", **PLEASED).press("later")
    link = person.html.partition("/later/")[2].partition("<")[0]
    again = Respondent.__new__(Respondent)
    again.client, again.path = Client(), PATH
    again.open(f"{PATH}later/{link}").press("send", **WISHES)
    assert HeldAnswer.objects.count() == 1
    again.open(f"{PATH}with/{token_of(survey, 'invitation', 'ming')}/", 409)
