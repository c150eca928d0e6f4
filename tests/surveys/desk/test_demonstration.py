"""The surveys of the demonstration: made as people make them, and made once."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation

from legation.accounts.models import Role, User
from legation.mail.models import OutgoingMail
from legation.offices.models import Office
from legation.surveys.access.models import InvitationList
from legation.surveys.desk import demonstration
from legation.surveys.desk.models import SurveyPlan
from legation.surveys.models import Survey
from tests.conftest import make_staff

pytestmark = [pytest.mark.django_db]


def test_it_shows_each_way_of_answering_and_is_loaded_once(
    london: Office, editor: User, publisher: User, administrator: User, member: User
) -> None:
    make_staff("second@example.org", Role.ADMINISTRATOR)
    for _twice in range(2):
        demonstration.load()
    found = {row.slug: (row.access, row.settled, row.is_open) for row in Survey.objects.all()}
    assert found == {
        "recommend": ("anyone", 148, True),
        "counter-visits": ("anyone", 412, True),
        "website": ("members", 26, True),
        "national-day": ("tokens", 12, True),
    }
    assert Survey.objects.get(slug="recommend").published_count == 148
    listed = InvitationList.objects.get()
    assert (listed.count, listed.answered, listed.bounced, listed.state) == (30, 12, 2, "sent")
    assert OutgoingMail.objects.filter(language="zh-hant").count() == 15
    assert SurveyPlan.objects.get(survey=None).submitted_at is not None


LANGUAGES = {"en": "en", "zh-hant": "zh_Hant", "ja": "ja", "es": "es", "ar": "ar"}


@pytest.fixture
def loaded(administrator: User) -> User:
    """The demonstration with the ministry's own desk; a publisher of that desk."""
    ministry = Office.objects.create(
        slug="ministry", country="TW", time_zone="Asia/Taipei", languages=[*LANGUAGES], is_duty_desk=True
    )
    make_staff("second@example.org", Role.ADMINISTRATOR)
    found = make_staff("duty@example.org", Role.PUBLISHER, ministry)
    demonstration.load()
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_shows_each_kind_of_result_in_every_language(loaded: User, client: Client, language: str) -> None:
    page = client.get(f"/{language}/surveys/counter-visits/results/").content.decode()
    with translation.override(language):
        titles = {one.id: str(one.label) for one in Survey.objects.get(slug="counter-visits").form.definition}
    for question in ("came-for", "waited", "parts--people", "order", "likely"):
        assert f'<figure class="chart" id="result-{question}">' in page, question
    for title in titles.values():
        assert title in page
    assert 'class="suppressed"' in page  # a small figure, and so another with it
    assert "████" in page
    assert "Mr Example" not in page
    assert "020 7946" not in page


def test_some_texts_wait_and_some_are_judged(loaded: User, client: Client) -> None:
    client.force_login(loaded)
    page = client.get("/staff/surveys/counter-visits/texts/").content.decode()
    assert "6 answers with free text wait to be judged." in page
    assert "Let stand with words blacked out" in page
    waiting = client.post("/staff/surveys/counter-visits/texts/", {"which": ""}).content.decode()
    assert "This could lead to somebody" in waiting
    assert "a.visitor@example.com" in waiting


def test_the_ministrys_own_desk_reads_its_surveys_and_no_other_office_does(
    loaded: User, publisher: User, client: Client
) -> None:
    for page in ("manage/", "", "texts/", "export/"):
        client.force_login(loaded)
        assert client.get(f"/staff/surveys/counter-visits/{page}").status_code == 200, page
        client.force_login(publisher)
        assert client.get(f"/staff/surveys/counter-visits/{page}").status_code == 404, page


def test_without_people_it_makes_nothing(london: Office) -> None:
    demonstration.load()
    assert not Survey.objects.exists()
