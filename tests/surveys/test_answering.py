"""The way through a survey: pages, branches, back and forth, languages, and what becomes of the answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legation.kernel import clock
from legation.questions.services.forms import publish
from legation.surveys import services
from legation.surveys.answering import pace
from legation.surveys.holding.models import HeldAnswer, HeldToken
from legation.surveys.models import NamedAnswer, Survey
from tests.questions.forms import both, choice, opinion_form
from tests.surveys.answering import Respondent

pytestmark = pytest.mark.django_db
PLEASED = {"again": "9", "parts_counter": "5", "parts_website": "4"}
CROSS = {**PLEASED, "again": "2"}
WISHES = {"order_speed": "2", "order_price": "1", "order_kindness": "3"}


@pytest.fixture(autouse=True)
def fresh_pace() -> Iterator[None]:
    pace.forget()
    yield
    pace.forget()


def make(**settings: Any) -> Survey:
    """A survey with three pages, of which the second is for those who are not pleased."""
    form = publish("opinions", settings.pop("form", None) or opinion_form())
    anonymous = settings.pop("anonymous", True)
    closes = clock.now() + dt.timedelta(days=7)
    survey = services.open_survey("opinions", form, closes_at=closes, anonymous=anonymous)
    Survey.objects.filter(pk=survey.pk).update(**settings)
    survey.refresh_from_db()
    return survey


@pytest.fixture
def survey() -> Survey:
    return make()


@pytest.fixture
def person(client: Client, survey: Survey) -> Respondent:
    return Respondent(client, "opinions")


def held() -> dict[str, Any]:
    return dict(HeldAnswer.objects.get().choices)


def test_pages_are_answered_one_after_the_other_and_counted_once(person: Respondent) -> None:
    person.press("on", **PLEASED)
    assert "Step 2 of 2" in person.html
    assert not HeldAnswer.objects.exists()
    assert not HeldToken.objects.exists()
    last = person.press("send", **WISHES)
    assert "Thank you" in last.html
    assert held() == {
        "again": 9,
        "parts": {"counter": "5", "website": "4"},
        "order": ["price", "speed", "kindness"],
    }


def test_sending_the_same_page_again_counts_once(person: Respondent) -> None:
    person.press("on", **PLEASED)
    page = person.html
    person.press("send", **WISHES)
    person.html = page
    assert "counted once" in person.press("send", **WISHES).html
    assert HeldAnswer.objects.count() == HeldToken.objects.count() == 1


def test_a_branch_is_taken_left_and_its_answer_dropped(person: Respondent) -> None:
    person.press("on", **CROSS)
    assert "Why not?" in person.html
    assert "Step 2 of 3" in person.html
    person.press("on", **{"words-reason": "Queues <b>"})
    person.press("back").press("back")
    assert 'value="2"' in person.html
    person.press("on", again="8")
    assert "What first?" in person.html
    person.press("check", **WISHES)
    assert "Queues" not in person.html
    person.press("send")
    assert HeldAnswer.objects.get().words is None


def test_going_back_loses_nothing_that_was_typed_also_what_is_wrong(person: Respondent) -> None:
    person.press("on", **PLEASED)
    person.press("back", order_speed="1", order_price="1")
    assert person.fields["again"] == ["9"]
    person.press("on")
    assert person.fields["order_speed"] == person.fields["order_price"] == ["1"]
    assert "Place 1 is given more than once" in person.html
    person.press("send", 422)
    assert not HeldAnswer.objects.exists()


def test_what_is_missing_is_said_and_what_was_chosen_stays(person: Respondent) -> None:
    person.press("on", 422, again="7", parts_counter="3")
    assert person.fields["again"] == ["7"]
    assert person.fields["parts_counter"] == ["3"]
    assert "“Website”" in person.html


def test_the_language_is_changed_in_the_middle_and_every_answer_stays(person: Respondent) -> None:
    person.press("on", **CROSS)
    person.press("language=zh-hant", path="/zh-hant/surveys/opinions/", **{"words-reason": "排隊太久"})
    assert "Why not?（中）" in person.html
    assert person.fields["words-reason"] == ["排隊太久"]
    person.path = "/zh-hant/surveys/opinions/"
    person.press("on").press("language=en", path="/en/surveys/opinions/", order_speed="3")
    assert person.fields["order_speed"] == ["3"]
    person.press("send", **WISHES)
    assert held()["again"] == 2
    assert str(HeldAnswer.objects.get().words) == "[sealed]"


def test_answers_are_checked_and_changed_before_they_are_sent(person: Respondent) -> None:
    person.press("on", **PLEASED).press("check", **WISHES)
    assert "Check your answers before you send them" in person.html
    assert "1. Price" in person.html
    assert "Website: 4" in person.html
    person.press("change=marks").press("on", again="10")
    assert "Check your answers before you send them" in person.html
    person.press("send")
    assert held()["again"] == 10


def test_an_answer_that_leads_to_another_page_when_changed_late_asks_that_page(person: Respondent) -> None:
    person.press("on", **PLEASED).press("check", **WISHES).press("change=marks")
    person.press("on", again="0")
    assert "Why not?" in person.html  # it need not be answered, but is to be seen
    person.press("on", **{"words-reason": "Queues"})
    assert "Check your answers before you send them" in person.html
    assert "Queues" in person.html
    person.press("send")
    assert held()["again"] == 0


def test_a_question_brought_up_on_the_page_is_asked_before_it_is_sent(person: Respondent) -> None:
    person.press("on", **PLEASED)
    speedy = {"order_speed": "1", "order_price": "2", "order_kindness": "3", "how-often_visa": "often"}
    person.press("send", **speedy)
    assert "one more question on this page" in person.html
    assert "Which two?" in person.html
    person.press("send", **{"first-two_mail": "1", "first-two_visit": "2"})
    assert held()["first-two"] == ["mail", "visit"]


@pytest.mark.parametrize("button", ["on", "send", "check", "back", "change=wishes", "later", "strange"])
def test_no_button_sends_what_is_not_complete(person: Respondent, button: str) -> None:
    name, _equals, value = button.rpartition("=")
    answer = person.client.post(person.path, {**person.fields, name or "next": value})
    assert answer.status_code in (200, 422)
    assert not HeldAnswer.objects.exists()
    without_page = {key: value for key, value in person.fields.items() if key != "at_step"}
    answer = person.client.post(person.path, {**without_page, name or "next": value})
    assert answer.status_code in (200, 422)
    assert not HeldAnswer.objects.exists()


def test_nothing_is_stored_and_nothing_readable_travels_before_sending(person: Respondent) -> None:
    person.press("on", **CROSS).press("on", **{"words-reason": "very private words"}).press("back").press(
        "back"
    )
    assert "very private words" not in person.html
    assert "cHJpdmF0ZS" not in person.html
    assert not HeldAnswer.objects.exists()


def test_a_changed_field_or_one_of_another_survey_begins_anew(person: Respondent, client: Client) -> None:
    form = publish("others", opinion_form())
    services.open_survey("others", form, closes_at=clock.now() + dt.timedelta(days=1))
    other = Respondent(client, "others").press("on", **PLEASED)
    person.press("on", **PLEASED)
    right = person.fields["words-filled_in"][0]
    for wrong in (
        other.fields["words-filled_in"][0],
        right[:-5] + "AAAA=",
        right + "x",
        "",
        "\x00",
        "é",
        "9" * 2_000_000,
    ):
        answer = client.post(
            person.path, {**person.fields, "words-filled_in": wrong, "next": "send", **WISHES}
        )
        assert answer.status_code in (400, 413, 422), wrong[:20]
    assert not HeldAnswer.objects.exists()


def test_a_page_that_was_open_for_a_day_keeps_what_was_typed(person: Respondent) -> None:
    person.press("on", **PLEASED)
    with clock.at(clock.now() + dt.timedelta(hours=25)):
        page = {**person.fields, "form_token": "old", **WISHES, "next": "send"}
        answer = person.client.post(person.path, page)
        assert answer.status_code == 422
        person.html = answer.content.decode()
        person.press("send")
    assert held()["order"] == ["price", "speed", "kindness"]


def test_a_form_that_was_republished_meanwhile_keeps_what_still_fits(
    person: Respondent, survey: Survey
) -> None:
    person.press("on", **CROSS)
    newer = opinion_form()
    newer["steps"][0]["questions"].append(
        {"id": "newest", "kind": "choice", "label": both("New?"), "choices": [choice("yes")]}
    )
    del newer["steps"][1]
    Survey.objects.filter(pk=survey.pk).update(form=publish("opinions", newer))
    person.press("on", **{"words-reason": "x"})
    assert "was changed meanwhile" in person.html
    assert person.fields["again"] == ["2"]
    person.press("on", newest="yes").press("send", **WISHES)
    assert held() == {
        "again": 2,
        "parts": {"counter": "5", "website": "4"},
        "newest": "yes",
        "order": ["price", "speed", "kindness"],
    }


def test_a_closed_survey_says_so_and_shows_what_was_filled_in(person: Respondent, survey: Survey) -> None:
    person.press("on", **PLEASED)
    with clock.at(survey.closes_at):
        person.press("send", 410, **WISHES)
    assert "were not stored" in person.html
    assert "Website: 4" in person.html
    assert not HeldAnswer.objects.exists()


def test_a_full_survey_is_closed_also_for_whoever_had_begun(client: Client) -> None:
    make(closes_after=1)
    late = Respondent(client, "opinions").press("on", **PLEASED)
    Respondent(client, "opinions").press("on", **PLEASED).press("send", **WISHES)
    late.press("send", 410, **WISHES)
    assert "all the answers that it was to have" in late.html
    late.open(late.path, 410)
    assert HeldAnswer.objects.count() == 1


def test_whoever_clicks_twice_on_the_last_answer_hears_that_it_counts(client: Client) -> None:
    survey = make(closes_after=1)
    last = Respondent(client, "opinions").press("on", **PLEASED)
    page = last.html
    last.press("send", **WISHES)
    last.html = page
    assert "counted once" in last.press("send", **WISHES).html
    with clock.at(survey.closes_at):
        last.html = page
        assert "counted once" in last.press("send", **WISHES).html


def test_a_full_quota_is_explained_and_the_answers_can_be_changed(client: Client) -> None:
    make(quotas=[{"question": "again", "value": "9", "most": 1}])
    Respondent(client, "opinions").press("on", **PLEASED).press("send", **WISHES)
    second = Respondent(client, "opinions").press("on", **PLEASED)
    second.press("send", 409, **WISHES)
    assert "Would you recommend us?" in second.html
    second.press("change=marks")
    assert second.fields["again"] == ["9"]
    second.press("on", again="8").press("send")
    assert HeldAnswer.objects.count() == 2


def test_without_proof_of_work_ten_answers_an_hour_come_from_one_place(
    client: Client, survey: Survey
) -> None:
    for _number in range(pace.UNPROVEN):
        Respondent(client, "opinions").press("on", **PLEASED).press("send", **WISHES)
    one_more = Respondent(client, "opinions").press("on", **PLEASED)
    one_more.press("send", 429, **WISHES)
    assert "1. Price" in one_more.html
    pace.forget()
    assert "Thank you" in one_more.press("send").html


def test_named_answers_come_the_same_way(client: Client) -> None:
    make(anonymous=False)
    Respondent(client, "opinions").press("on", **PLEASED).press("send", **WISHES)
    assert NamedAnswer.objects.get().choices["parts"] == {"counter": "5", "website": "4"}


HOSTILE = st.sampled_from(
    [
        "\x00",
        "\u202eevil",
        "\u200b",
        "9" * 5000,
        "x" * 60_000,
        "<script>",
        "' OR 1=1",
        "{{ 7*7 }}",
        "٣",
        "-1",
        "1e9",
    ]
) | st.text(max_size=30)
FIELDS = st.sampled_from(
    [
        *PLEASED,
        *WISHES,
        "words-reason",
        "at_step",
        "were_shown",
        "next",
        "language",
        "change",
        "form_token",
        "words-filled_in",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sent=st.dictionaries(FIELDS, st.lists(HOSTILE, min_size=1, max_size=2), max_size=5), later=st.booleans()
)
def test_whatever_is_sent_a_page_answers(
    client: Client, survey: Survey, sent: dict[str, list[str]], later: bool
) -> None:
    pace.forget()
    person = Respondent(client, "opinions")
    if later:
        person.press("on", **CROSS)
    clean = {
        name: [value.encode("utf-8", "replace").decode() for value in values] for name, values in sent.items()
    }
    answer = client.post(person.path, {**person.fields, "next": "send", **clean})
    assert answer.status_code in (200, 409, 410, 422, 429)
    assert "<script>" not in answer.content.decode().replace("<script src", "")


@pytest.mark.parametrize(
    "body", [b"again=%ED%A0%80&words-filled_in=%FF", b"at_step=%00", b"%=&=%&&", b"\xff\xfe"]
)
def test_bytes_that_are_no_text_break_nothing(client: Client, survey: Survey, body: bytes) -> None:
    answer = client.post("/en/surveys/opinions/", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (400, 422)


def test_the_page_says_nothing_to_caches_and_sets_no_cookie(person: Respondent) -> None:
    person.press("on", **PLEASED)
    assert person.answer.headers["Cache-Control"] == "no-store, private"
