"""The desk as a browser without script would use it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from legation.accounts.models import Role, User
from legation.kernel import clock
from legation.offices.models import Office
from legation.questions.composing import services as composing
from legation.surveys.desk import services
from legation.surveys.desk.composed import SURVEY
from legation.surveys.desk.models import SurveyPlan
from legation.surveys.models import Survey
from tests.conftest import make_staff
from tests.questions.composing.editor import save, send
from tests.surveys.planned import SMALL, approved, plan, small

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
HERE = "/staff/surveys/event-2027/"
NEXT = clock.today().year + 1


def desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def settings_of(**changes: Any) -> dict[str, Any]:
    return {
        "anonymous": "yes",
        "access": "anyone",
        "closes_on_day": "1",
        "closes_on_month": "7",
        "closes_on_year": str(NEXT),
        "closes_time": "18:30",
        "retention_days": "100",
        **changes,
    }


def test_from_a_template_to_the_public(editor: User, publisher: User, london: Office) -> None:
    desk = desk_of(editor)
    page = desk.get("/staff/surveys/new/").content.decode()
    assert "How did you like our event?" in page
    begin = {"start": "event", "office": "london", "slug": "event-2027", "words-title": ""}
    assert send(desk, "/staff/surveys/new/", begin).headers["Location"] == f"{HERE}manage/"
    assert "Say when it closes." in desk.get(f"{HERE}manage/").content.decode()
    save(desk, f"{HERE}settings/", settings_of(closes_after="500", resumable="on", offered_after=["letter"]))
    save(desk, f"{HERE}quotas/", {"most5": "40"})
    made = SurveyPlan.objects.get()
    assert made.closes_at == dt.datetime(NEXT, 7, 1, 17, 30, tzinfo=dt.UTC)  # London in summer
    assert made.quotas == [{"question": "time", "value": "day", "most": 40}]
    send(desk, f"{HERE}submit/", {"revision": "3"})
    assert "Approve it" not in desk.get(f"{HERE}manage/").content.decode()
    second = desk_of(publisher)
    assert "waits for you" in second.get("/staff/surveys/").content.decode()
    for language, words in (("en", "How did you hear of it?"), ("zh-hant", "您從何處得知這項活動？")):
        assert words in second.get(f"{HERE}preview/{language}/").content.decode()
    assert "Approve it" in second.get(f"{HERE}manage/").content.decode()
    send(second, f"{HERE}approve/", {"revision": "3", "questions": "1"})
    survey = Survey.objects.get()
    assert (survey.closes_after, survey.offered_after, survey.resumable) == (500, ["letter"], True)
    assert survey.quotas == made.quotas
    assert "40" in second.get(f"{HERE}manage/").content.decode()
    assert Client().get("/en/surveys/event-2027/").status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"closes_on_year": "2020"},
        {"closes_on_day": "31", "closes_on_month": "2"},
        {"closes_on_day": "", "closes_on_month": "", "closes_on_year": ""},
        {"closes_after": "9"},
        {"closes_after": "10" * 30},
        {"retention_days": "0"},
        {"access": "everybody"},
        {"access": "email", "offered_after": ["letter"]},
        {"opens_time": "10:00"},
        {"opens_on_day": "2", "opens_on_month": "7", "opens_on_year": str(NEXT)},
        {"anonymous": "\x00"},
        {"revision": "99"},
        {"revision": ""},
    ],
)
def test_wrong_settings_come_back_with_what_was_typed(
    editor: User, london: Office, wrong: dict[str, Any]
) -> None:
    made = plan(editor, london)
    data = settings_of(revision=str(made.revision), retention_days="123")
    answer = desk_of(editor).post(f"{HERE}settings/", {**data, **wrong})
    assert answer.status_code == 422
    if "retention_days" not in wrong:
        assert 'value="123"' in answer.content.decode()
    made.refresh_from_db()
    assert made.revision == 2


@pytest.mark.parametrize(
    ("zone", "wrong"),
    [
        ("Asia/Taipei", {"opens_on_day": "1", "opens_on_month": "1", "opens_on_year": "0001"}),
        (
            "America/New_York",
            {
                "closes_on_day": "31",
                "closes_on_month": "12",
                "closes_on_year": "9999",
                "closes_time": "23:59",
            },
        ),
    ],
)
def test_a_moment_before_or_after_all_time_is_refused(
    editor: User, london: Office, zone: str, wrong: dict[str, str]
) -> None:
    Office.objects.update(time_zone=zone)
    made = plan(editor, Office.objects.get())
    data = {**settings_of(revision=str(made.revision)), **wrong}
    assert "Enter a real date" in send(desk_of(editor), f"{HERE}settings/", data, 422).content.decode()


def test_a_later_end_after_all_time_is_refused(editor: User, publisher: User, london: Office) -> None:
    Office.objects.update(time_zone="America/New_York")
    approved(editor, publisher, Office.objects.get())
    late = {"day_day": "31", "day_month": "12", "day_year": "9999", "time": "23:59", "words-reason": "More."}
    html = send(desk_of(publisher), f"{HERE}extend/", late, 422).content.decode()
    assert "Enter a real date" in html


@pytest.mark.parametrize("slug", ["new", "Event", "a_b", "x" * 61, "", "ä", "../x"])
def test_wrong_names_are_refused(editor: User, london: Office, slug: str) -> None:
    data = {"start": "event", "office": "london", "slug": slug, "words-title": ""}
    send(desk_of(editor), "/staff/surveys/new/", data, 422)
    assert not SurveyPlan.objects.exists()


def test_decisions_need_a_reason_and_say_what_happened(editor: User, publisher: User, london: Office) -> None:
    approved(editor, publisher, london)
    desk = desk_of(publisher)
    assert send(desk, f"{HERE}close/", {"words-reason": ""}, 422)
    later = {
        "day_day": "1",
        "day_month": "3",
        "day_year": str(NEXT),
        "time": "10:00",
        "words-reason": "More.",
    }
    send(desk, f"{HERE}extend/", {**later, "words-reason": ""}, 422)
    send(desk, f"{HERE}extend/", later)
    assert Survey.objects.get().closes_at == dt.datetime(NEXT, 3, 1, 10, tzinfo=dt.UTC)
    send(desk, f"{HERE}close/", {"words-reason": "Enough answers."})
    page = desk.get(f"{HERE}manage/").content.decode()
    assert "Enough answers." in page
    assert "More." in page


@pytest.mark.parametrize("page", ["manage/", "settings/", "quotas/", "preview/en/"])
def test_another_office_sees_nothing_of_it(editor: User, london: Office, page: str) -> None:
    plan(editor, london)
    paris = Office.objects.create(slug="paris", country="FR", region="europe", time_zone="Europe/Paris")
    stranger = desk_of(make_staff("paris@example.org", Role.PUBLISHER, paris))
    assert stranger.get(f"{HERE}{page}").status_code == 404
    assert "event-2027" not in stranger.get("/staff/surveys/").content.decode()
    for act in (
        "submit",
        "approve",
        "return",
        "discard",
        "extend",
        "close",
        "withdraw",
        "take-back",
        "adopt",
    ):
        assert stranger.post(f"{HERE}{act}/", {"revision": "2", "words-reason": "x"}).status_code == 404
    assert SurveyPlan.objects.get().revision == 2


def test_a_supervisor_looks_and_changes_nothing(editor: User, supervisor: User, london: Office) -> None:
    plan(editor, london)
    desk = desk_of(supervisor)
    assert "Change the settings" not in desk.get(f"{HERE}manage/").content.decode()
    assert desk.get(f"{HERE}settings/").status_code == 404
    assert "Prepare a survey" not in desk.get("/staff/surveys/").content.decode()
    assert desk.get("/staff/surveys/new/").status_code == 404


@pytest.mark.parametrize("role", [Role.CASE_OFFICER, Role.TRANSLATOR, Role.SECURITY_OFFICER])
def test_other_roles_are_refused(london: Office, role: Role) -> None:
    assert desk_of(make_staff("other@example.org", role, london)).get("/staff/surveys/").status_code == 403


def test_the_list_names_states_and_counts_and_has_pages(
    editor: User, publisher: User, london: Office
) -> None:
    for number in range(27):
        small(london, f"survey-{number}")
    services.withdraw(Survey.objects.get(slug="survey-3"), publisher, "wrong")
    services.close(Survey.objects.get(slug="survey-4"), publisher, "over")
    desk = desk_of(editor)
    first = desk.get("/staff/surveys/").content.decode()
    assert first.count("/manage/") == 25
    assert desk.get("/staff/surveys/?page=2").content.decode().count("/manage/") == 2
    assert desk.get("/staff/surveys/?page=x&state=%00").status_code == 200
    assert "survey-4" in desk.get("/staff/surveys/?state=closed").content.decode()
    assert "survey-4" not in desk.get("/staff/surveys/?state=open").content.decode()
    assert "survey-3" in desk.get("/staff/surveys/?state=withdrawn").content.decode()


def test_another_from_it(editor: User, publisher: User, london: Office) -> None:
    survey = approved(editor, publisher, london, anonymous=False)
    desk = desk_of(editor)
    assert "Begin another from it" in desk.get(f"{HERE}manage/").content.decode()
    send(desk, f"/staff/surveys/new/?from={survey.slug}", {"office": "london", "slug": "event-2028"})
    copy = SurveyPlan.objects.get(form__slug="event-2028")
    assert not copy.anonymous
    assert desk.get("/staff/surveys/new/?from=nothing").status_code == 404


def test_a_form_composed_for_a_survey_becomes_one(editor: User, london: Office) -> None:
    composing.create("composed", dict(SMALL), editor, office=london, use=SURVEY)
    desk = desk_of(editor)
    assert "Make a survey of it" in desk.get("/staff/surveys/").content.decode()
    send(desk, "/staff/surveys/composed/adopt/", {})
    assert SurveyPlan.objects.get().slug == "composed"
    assert "Make a survey of it" not in desk.get("/staff/surveys/").content.decode()


def test_a_preview_stores_nothing_and_marks_what_is_missing(editor: User, london: Office) -> None:
    made = plan(editor, london)
    composing.change(made.form, editor, lambda source: {**source, "title": {"en": "Only English"}})
    page = desk_of(editor).get(f"{HERE}preview/zh-hant/")
    assert page.status_code == 200
    assert "Only English" not in page.content.decode()
    assert desk_of(editor).get(f"{HERE}preview/ar/").status_code == 404
