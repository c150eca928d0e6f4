"""Raw answers go on time, totals stay, and the controls see it when they do not."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from legation.accounts.models import User
from legation.assurance.inside import InsideSite
from legation.kernel import clock
from legation.ledger.models import LedgerRecord
from legation.offices.models import Office
from legation.privacy.models import Subject
from legation.surveys.models import AnonymousAnswer, NamedAnswer, Survey
from legation.surveys.results.controls import PublishedFiguresAreNotSmall, RawAnswersGoOnTime
from legation.surveys.results.models import FinalFigures, Publication, PublicTexts
from legation.surveys.results.services.publishing import publish_results
from legation.surveys.results.tasks import erase_all
from tests.surveys.results.surveying import fill, make_survey

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def over(survey: Survey, days: int) -> dt.datetime:
    return survey.closes_at + dt.timedelta(days=days)


@pytest.mark.parametrize("anonymous", [True, False])
def test_answers_go_and_totals_stay(
    client: Client, london: Office, supervisor: User, anonymous: bool
) -> None:
    survey = make_survey(london, anonymous=anonymous, public_results=True)
    survey.retention_days = 30
    survey.save(update_fields=["retention_days"])
    fill(survey, 120, words=["some words"])
    people = set(survey.named.values_list("subject", flat=True))
    with clock.at(over(survey, 29)):
        assert erase_all() == 0
    with clock.at(over(survey, 30)):
        assert erase_all() == 1
        assert erase_all() == 0
        survey.refresh_from_db()
        public = client.get("/en/surveys/everything/results/").content.decode()
    assert not AnonymousAnswer.objects.exists()
    assert not NamedAnswer.objects.exists()
    assert not Publication.objects.exists()
    assert not PublicTexts.objects.exists()
    assert Subject.objects.get(pk=survey.seal_id).erased_at is not None
    assert not Subject.objects.filter(pk__in=people, erased_at=None).exists()
    assert "120 answers are counted" in public
    assert LedgerRecord.objects.filter(action="survey.erased").count() == 1
    desk = Client()
    desk.force_login(supervisor)
    html = desk.get("/staff/surveys/everything/").content.decode()
    assert "120 answers were counted" in html
    assert "<svg" in html
    assert ">Order – All places</caption>" in html


def test_of_an_anonymous_survey_no_small_total_is_kept(london: Office, supervisor: User) -> None:
    survey = make_survey(london)
    fill(survey, 90, topic="visa")
    fill(survey, 40, seed=2, topic="passport")
    fill(survey, 4, seed=3, topic="notary")
    with clock.at(over(survey, 400)):
        erase_all()
    final = FinalFigures.objects.get(survey=survey)
    assert final.counts["topic"] == [90, None, None, 0]  # nobody had to leave it open
    every = [
        *(count for counts in final.counts.values() for count in counts),
        *(count for lines in final.places.values() for _value, counts in lines for count in counts),
    ]
    assert all(count is None or count >= 10 or count == 0 for count in every)


def test_the_control_sees_answers_that_stayed(london: Office, inside: InsideSite) -> None:
    survey = make_survey(london)
    fill(survey, 20)
    control = RawAnswersGoOnTime()
    with clock.at(over(survey, 1)):
        assert control.check(inside).kept
        with control.sabotage(inside):
            assert not control.check(inside).kept
        assert control.check(inside).kept
    with clock.at(over(survey, 365 + 3)):
        assert not control.check(inside).kept
        erase_all()
        assert control.check(inside).kept


def test_the_control_sees_a_small_figure_published(london: Office, inside: InsideSite) -> None:
    survey = make_survey(london, public_results=True)
    fill(survey, 120)
    publish_results(survey)
    control = PublishedFiguresAreNotSmall()
    assert control.check(inside).kept
    with control.sabotage(inside):
        assert not control.check(inside).kept
    assert control.check(inside).kept


def test_the_control_sees_a_small_difference(london: Office, inside: InsideSite) -> None:
    survey = make_survey(london, public_results=True)
    fill(survey, 120)
    publish_results(survey)
    control = PublishedFiguresAreNotSmall()
    same = {"survey": survey, "key": "topic", "hidden": []}
    Publication.objects.create(**same, total=100, counts=[50, 50])
    Publication.objects.create(**same, total=150, counts=[75, 75])
    assert control.check(inside).kept
    Publication.objects.create(**same, total=200, counts=[78, 122])
    assert not control.check(inside).kept
