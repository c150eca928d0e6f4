"""Free texts: opened with a receipt, judged, blacked out, public only where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client

from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import reader
from legation.kernel import clock
from legation.kernel.errors import NotPermitted
from legation.ledger.models import LedgerRecord
from legation.offices.models import Office
from legation.privacy.gateway import Reader
from legation.surveys.models import Survey
from legation.surveys.results.models import Judgement, PublicTexts
from legation.surveys.results.services import moderating
from legation.surveys.results.services.moderating import AnswerRow, Text, make_public, some_rows
from legation.surveys.results.services.moderating import opened as texts_of
from legation.surveys.results.services.publishing import publish_results
from legation.surveys.results.telling import blacked_out, telling
from tests.conftest import make_staff
from tests.surveys.results.surveying import fill, make_survey

PAGE = "/staff/surveys/everything/texts/"
CALL = "Ask Ms Lin, +886 2 2348 2999 or lin@example.org <b>"


@pytest.fixture
def survey(london: Office) -> Survey:
    found = make_survey(london, public_results=True)
    fill(found, 60, words=[CALL, "Very clear."])
    return found


@pytest.fixture
def desk(supervisor: User) -> Client:
    client = Client()
    client.force_login(supervisor)
    return client


def opened(client: Client, which: str = "") -> str:
    answer = client.post(PAGE, {"which": which})
    assert answer.status_code == 200
    return answer.content.decode()


def name_of(html: str, text: str) -> str:
    part = html[html.index(text) :]
    found = re.search(r'name="judge:(\d+:words)"', part)
    assert found is not None
    return found[1]


@pytest.mark.django_db
@pytest.mark.postgresql
def test_a_text_is_blacked_out_let_stand_and_shown_to_all(
    desk: Client, client: Client, survey: Survey
) -> None:
    page = desk.get(PAGE).content.decode()
    assert "2 answers with free text wait" in page
    assert "Very clear." not in page
    html = opened(desk)
    assert "&lt;b&gt;" in html
    assert "e-mail address" in html
    name = name_of(html, "Ask Ms Lin")
    black = "Ms Lin\n+886 2 2348 2999\nlin@example.org"
    answer = desk.post(f"{PAGE}judge/", {f"judge:{name}": "shown", f"black:{name}": black}, follow=True)
    assert "1 text is judged." in answer.content.decode()
    assert Judgement.objects.get().act == "redacted"
    assert LedgerRecord.objects.filter(action="survey.text").count() == 1
    assert "Shown as:" in opened(desk, "shown")
    with clock.at(survey.closes_at):
        publish_results(survey)
    public = f"/en/surveys/{survey.slug}/results/"
    assert "████" not in client.get(public).content.decode()
    desk.post(f"{PAGE}public/", {"question": "words", "public": "yes"})
    shown = client.get(public).content.decode()
    assert "Ask ████, ████ or ████ &lt;b&gt;" in shown
    assert "Lin" not in shown
    assert "Very clear." not in shown
    desk.post(f"{PAGE}judge/", {f"judge:{name}": "hidden"})
    assert "████" not in client.get(public).content.decode()
    assert PublicTexts.objects.get().texts == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "given",
    [
        {"judge:1:words": "shown"},
        {"judge:x:y": "shown"},
        {"judge:9999999999999999999999:a": "hidden"},
        {"judge:9999999999999999999:words": "hidden"},  # more than a column holds
        {"judge": "1"},
    ],
)
def test_a_strange_judgement_changes_nothing(desk: Client, survey: Survey, given: dict[str, str]) -> None:
    assert desk.post(f"{PAGE}judge/", given).status_code == 302
    assert not Judgement.objects.exists()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("write to a.b@c.example.org", ["a.b@c.example.org"]),
        ("see https://x.example/y?z and www.example.net", ["https://x.example/y?z", "www.example.net"]),
        ("call 02-2348-2999 now", ["02-2348-2999"]),
        ("電話０２ 2348 2999", ["2348 2999"]),
        ("In 2026 there were 3 of us.", []),
        ("全部都很清楚。", []),
    ],
)
def test_what_leads_to_somebody_is_pointed_out(text: str, found: list[str]) -> None:
    seen = [each.text for each in telling(text)]
    assert len(seen) == len(found)
    assert all(any(want in each for each in seen) for want in found)


@pytest.mark.parametrize("run", ["a-", "a.", "a.b@", "www.", "x", "x.com-", "1 ", "+1"])
def test_a_text_made_to_be_slow_is_not(run: str) -> None:
    """Of two hundred thousand signs: whoever looked at each beginning of a run anew would never end."""
    assert len(telling(run * (200_000 // len(run)))) < 200_000


def test_blacking_out_does_not_tell_how_long_the_word_was() -> None:
    assert blacked_out("Ann met Annabella.", ["Ann", "Annabella"]) == "████ met ████."


@pytest.mark.django_db
@pytest.mark.parametrize("ended", [True, False])
def test_texts_of_a_withdrawn_survey_stay_with_staff(desk: Client, survey: Survey, ended: bool) -> None:
    """Also when it was over by its date before."""
    Survey.objects.update(
        state=Survey.State.DRAFT,
        closes_at=clock.now(),
        ended_at=clock.now() if ended else None,
    )
    assert "Very clear." in opened(desk)


@pytest.mark.django_db
def test_the_ministrys_texts_are_not_opened_for_an_office(london: Office) -> None:
    survey = make_survey(None)
    fill(survey, 10, words=["Very clear."])
    own, other = make_staff("all", Role.SUPERVISOR, None), make_staff("one", Role.SUPERVISOR, london)
    rows = some_rows(survey, "", 20)
    assert [text.written for text in texts_of(reader(own), survey, rows)] == ["Very clear."]
    with pytest.raises(NotPermitted):
        texts_of(reader(other, london), survey, rows)


@pytest.mark.django_db
@pytest.mark.postgresql
def test_however_many_stand_so_many_are_opened_and_public(
    survey: Survey, supervisor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(survey, 30, words=[f"text {number}" for number in range(30)])
    for answer in survey.answers.exclude(words=None):
        answer.judged, answer.shown_words = {"words": "shown"}, '{"words": "fine"}'
        answer.save()
    monkeypatch.setattr(moderating, "MOST_PUBLIC", 7)
    monkeypatch.setattr(moderating, "AT_ONCE", 3)
    at_once = []

    def watched(who: Reader, of: Survey, rows: Sequence[AnswerRow]) -> list[Text]:
        at_once.append(len(rows))
        return texts_of(who, of, rows)

    monkeypatch.setattr(moderating, "opened", watched)
    make_public(survey, "words", reader(supervisor, survey.office), public=True, by=supervisor)
    assert PublicTexts.objects.get().texts == ["fine"] * 7
    assert at_once == [3, 3, 1]


@pytest.mark.django_db
@pytest.mark.postgresql
def test_the_next_that_were_judged_are_found_without_reading_the_others(
    survey: Survey, django_assert_num_queries: Any
) -> None:
    fill(survey, 30, words=[f"text {number}" for number in range(30)])
    for answer in survey.answers.exclude(words=None)[:10]:
        answer.judged = {"words": "hidden"}
        answer.save()
    with django_assert_num_queries(1) as asked:
        rows = some_rows(survey, "hidden", 4)
    assert len(rows) == 4
    assert "LIMIT 4" in asked.captured_queries[0]["sql"]
    assert some_rows(survey, "shown", 4) == []
    assert len(some_rows(survey, "hidden", 20, rows[-1].pk)) == 6
