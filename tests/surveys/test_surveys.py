"""Surveys from the page to the results, in three languages, without cookie or script."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from legation.assurance.inside import InsideSite
from legation.kernel import clock
from legation.kernel.errors import Conflict, LegationError
from legation.ledger.models import LedgerRecord
from legation.questions.services.forms import publish
from legation.surveys import demonstration, services
from legation.surveys.controls import AnonymousAnswersCannotBeLedBack
from legation.surveys.holding import HOLDING
from legation.surveys.holding.models import HeldAnswer, HeldToken
from legation.surveys.models import AnonymousAnswer, SpentToken, Survey
from legation.surveys.results.tasks import publish_all
from legation.surveys.tasks import settle_all
from tests.surveys.answering import Respondent

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
VISIT = {"came-for": "visa", "found": "yes"}
OPINION = {"satisfied": "4", "words-words": "寫得很清楚 <script>"}


@pytest.fixture
def survey() -> Survey:
    form = publish("how-did-we-do", demonstration._form("how-did-we-do"))
    closes = clock.now() + dt.timedelta(days=7)
    return services.open_survey("how-did-we-do", form, closes_at=closes, public_results=True)


def take(survey: Survey, count: int, **answers: Any) -> None:
    for _ in range(count):
        services.take(survey, {"satisfied": 5, "found": "yes", **answers}, secrets.token_urlsafe(18))


@pytest.mark.parametrize("language", ["en", "zh-hant", "ja", "es", "ar"])
def test_an_answer_is_taken_without_cookie_session_or_record(
    client: Client, survey: Survey, language: str
) -> None:
    person = Respondent(client, "how-did-we-do", language).press("on", **VISIT)
    records = LedgerRecord.objects.count()
    person.press("send", **OPINION)
    held = HeldAnswer.objects.get()
    assert held.choices == {"came-for": "visa", "found": "yes", "satisfied": 4}
    assert str(held.words) == "[sealed]"
    assert LedgerRecord.objects.count() == records
    assert HeldToken.objects.count() == 1
    assert not SpentToken.objects.exists()


def test_a_closed_survey_is_gone_and_takes_nothing(client: Client, survey: Survey) -> None:
    person = Respondent(client, "how-did-we-do").press("on", **VISIT)
    with clock.at(survey.closes_at):
        assert client.get(person.path).status_code == 410
        person.press("send", 410, **OPINION)
        assert services.take(survey, {"satisfied": 1}, "token") is services.Outcome.CLOSED
    assert not HeldAnswer.objects.exists()


def test_nine_wait_ten_are_moved_and_the_batch_alone_is_recorded(survey: Survey) -> None:
    take(survey, 9)
    assert settle_all() == 0
    take(survey, 1)
    assert settle_all() == 10
    assert not HeldAnswer.objects.exists()
    assert AnonymousAnswer.objects.count() == 10
    assert LedgerRecord.objects.filter(action="survey.batch").count() == 1


def test_fewer_than_ten_at_the_close_are_destroyed(survey: Survey) -> None:
    take(survey, 12)
    settle_all()
    take(survey, 4)
    with clock.at(survey.closes_at):
        settle_all()
    survey.refresh_from_db()
    assert (survey.settled, survey.withheld) == (12, 4)
    assert not HeldAnswer.objects.exists()


def test_nothing_in_the_tables_tells_order_or_time(survey: Survey) -> None:
    marks = [(place % 5) + 1 for place in range(60)]
    for mark in marks:
        take(survey, 1, satisfied=mark)
    with connections[HOLDING].cursor() as cursor:
        place = "rowid" if connections[HOLDING].vendor == "sqlite" else "ctid"
        cursor.execute(f"select id from holding_heldanswer order by {place}")
        keys = [row[0] for row in cursor.fetchall()]
    rows = HeldAnswer.objects.in_bulk(keys)
    stored = [int(str(rows[key].choices["satisfied"])) for key in keys]
    assert sorted(stored) == sorted(marks)
    assert stored != marks


def test_the_mode_cannot_change_after_the_first_answer(survey: Survey) -> None:
    services.set_anonymous(survey, False)
    services.set_anonymous(survey, True)
    take(survey, 1)
    with pytest.raises(Conflict):
        services.set_anonymous(survey, False)


@pytest.mark.parametrize("kind", ["text", "email", "phone", "date", "file", "number"])
def test_an_anonymous_survey_cannot_ask_who_one_is(kind: str) -> None:
    form = demonstration._form("how-did-we-do")
    form["steps"][0]["questions"].append({"id": "more", "kind": kind, "label": form["title"]})
    with pytest.raises(LegationError):
        services.check_form(publish("nosy", form).definition, anonymous=True)


def test_results_move_in_steps_so_that_no_difference_tells_one(client: Client, survey: Survey) -> None:
    take(survey, 60)
    settle_all()
    publish_all()
    assert "60 answers" in client.get("/en/surveys/how-did-we-do/results/").content.decode()
    take(survey, 12, satisfied=1)
    settle_all()
    publish_all()
    assert "60 answers" in client.get("/en/surveys/how-did-we-do/results/").content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hant", "ja", "es", "ar"])
def test_the_demonstration_shows_its_results(client: Client, language: str) -> None:
    demonstration.load()
    demonstration.load()
    for slug in ("how-did-we-do", "opening-hours"):
        answer = client.get(f"/{language}/surveys/{slug}/results/")
        assert answer.status_code == 200
        assert "surveys" in answer.headers["Legation-Tags"].split()
        html = answer.content.decode()
        assert "<svg" in html
        assert "<table" in html
    assert client.get(f"/{language}/surveys/").status_code == 200
    assert client.get(f"/{language}/surveys/opening-hours/").status_code == 410


@pytest.mark.parametrize("path", ["surveys/none/", "surveys/none/results/"])
def test_a_survey_that_is_not_there(client: Client, path: str) -> None:
    assert client.get(f"/en/{path}").status_code == 404


def test_other_methods_are_refused(client: Client, survey: Survey) -> None:
    assert client.put("/en/surveys/how-did-we-do/").status_code == 405
    assert client.post("/en/surveys/how-did-we-do/results/").status_code in (403, 405)


def test_no_planted_respondent_is_found_again_on_either_database(inside: InsideSite) -> None:
    control = AnonymousAnswersCannotBeLedBack()
    assert control.check(inside).kept is True, control.check(inside).seen
    with control.sabotage(inside):
        assert control.check(inside).kept is False
    assert control.check(inside).kept is True


def test_a_language_that_the_survey_does_not_have_leads_to_those_it_has(client: Client) -> None:
    form = publish("opening-hours", without(demonstration._form("opening-hours"), "ja"))
    services.open_survey("opening-hours", form, closes_at=clock.now() + dt.timedelta(days=7))
    answer = client.get("/ja/surveys/opening-hours/")
    assert answer.status_code == 200
    assert 'href="/en/surveys/opening-hours/"' in answer.content.decode()


def without(source: Any, language: str) -> Any:
    """The definition of a form with one language taken out everywhere."""
    if isinstance(source, dict):
        return {key: without(value, language) for key, value in source.items() if key != language}
    if isinstance(source, list):
        return [without(item, language) for item in source if item != language]
    return source
