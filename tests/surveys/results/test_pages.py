"""The page of results for staff: every kind of question, selections by address, small groups hidden."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from legation.accounts.models import Role, User
from legation.offices.models import Office
from legation.surveys.models import Survey
from tests.conftest import make_staff
from tests.surveys.results.surveying import fill, make_survey

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
PAGE = "/staff/surveys/everything/"


@pytest.fixture
def survey(london: Office) -> Survey:
    found = make_survey(london)
    fill(found, 200)
    return found


@pytest.fixture
def tokyo(db: None) -> Office:
    return Office.objects.create(slug="tokyo", country="JP", time_zone="Asia/Tokyo", languages=["en"])


@pytest.fixture
def desk(supervisor: User) -> Client:
    client = Client()
    client.force_login(supervisor)
    return client


def words(client: Client, query: str = "", status: int = 200) -> str:
    answer = client.get(PAGE + query)
    assert answer.status_code == status
    return answer.content.decode()


def row_of(html: str, table: str, name: str) -> list[str]:
    """The cells of a line of the table with this caption."""
    part = html[html.index(f">{table}</caption>") :]
    part = part[: part.index("</table>")]
    line = re.search(rf'<th scope="row">{re.escape(name)}</th>(.*?)</tr>', part, re.DOTALL)
    assert line is not None
    return re.findall(r"<td[^>]*>(.*?)</td>", line[1])


def test_every_kind_has_a_chart_with_its_table(desk: Client, survey: Survey) -> None:
    html = words(desk)
    assert "200 answers are counted" in html
    charts = (
        "Topic",
        "Hours",
        "Mark",
        "Recommend – Mark by mark",
        "Recommend – In three groups",
        "Parts – Desk",
        "Order – Put first",
        "Waited",
    )
    for title in charts:
        assert f">{title}</caption>" in html, title
    assert html.count('role="img"') == html.count("<desc ") >= len(charts)
    assert "On average" in html
    assert "Score: " in html
    assert ">Order – All places</caption>" in html
    assert "<script" not in html[html.index("<h1") :]


def test_totals_are_those_of_the_answers(desk: Client, survey: Survey) -> None:
    rows: list[Any] = list(survey.answers.values_list("choices", flat=True))
    html = words(desk)
    assert row_of(html, "Topic", "Visa")[0] == str(sum(row["topic"] == "visa" for row in rows))
    assert row_of(html, "Hours", "Noon")[0] == str(sum("noon" in row.get("hours", []) for row in rows))
    assert row_of(html, "Hours", "No answer")[0] == str(sum("hours" not in row for row in rows))
    assert row_of(html, "Parts – Desk", "Good")[0] == str(
        sum(row.get("parts", {}).get("desk") == "good" for row in rows)
    )
    first = [row["order"][0] for row in rows]
    assert row_of(html, "Order – Put first", "Evening")[0] == str(first.count("evening"))


def test_a_selection_stands_in_the_address(desk: Client, survey: Survey) -> None:
    rows: list[Any] = list(survey.answers.values_list("choices", flat=True))
    chosen = [row for row in rows if row["topic"] == "visa"]
    html = words(desk, "?only-topic=visa")
    assert f"{len(chosen)} answers are in your selection" in html
    assert re.search(r'name="only-topic" value="visa"[^>]*checked', html)
    few = words(desk, "?only-topic=notary")
    assert "These are too few to show" in few
    assert ">Topic</caption>" not in few
    assert "These are too few to show" in words(desk, "?only-topic=visa&only-topic=passport")


def test_a_cross_table_hides_small_groups_and_others_with_them(desk: Client, survey: Survey) -> None:
    html = words(desk, "?rows=topic&columns=mark")
    assert ">Topic × Mark</caption>" in html
    assert row_of(html, "Topic × Mark", "Notary")[:5] == ["Hidden"] * 5
    for place in range(5):
        column = [row_of(html, "Topic × Mark", name)[place] for name in ("Visa", "Passport", "Notary")]
        assert column.count("Hidden") >= 2


def test_totals_of_few_are_hidden_without_any_selection(desk: Client, london: Office) -> None:
    survey = make_survey(london)
    fill(survey, 90, topic="visa", hours=["noon", "evening"])
    fill(survey, 40, seed=2, topic="passport", recommend=3)
    fill(survey, 4, seed=3, topic="notary", hours=["morning"], order=["noon", "morning", "evening"])
    html = words(desk)
    assert row_of(html, "Topic", "Visa")[0] == "90"
    assert row_of(html, "Topic", "Passport")[0] == row_of(html, "Topic", "Notary")[0] == "Hidden"
    assert "figures are hidden, because so few people gave those answers" in html
    for query in ("?only-topic=notary", "?only-topic=passport"):
        assert "These are too few to show" in words(desk, query)
    both = words(desk, "?only-topic=notary&only-topic=passport")
    assert "44 answers are in your selection" in both
    counts = html[: html.index("Order – All places")]  # averages stand there too
    numbers = [int(cell) for cell in re.findall(r"<td[^>]*>(\d+)</td>", counts)]
    assert numbers
    assert min(numbers) >= 10


def test_a_named_survey_hides_nothing(desk: Client, london: Office) -> None:
    fill(make_survey(london, anonymous=False), 60)
    html = words(desk, "?only-topic=notary&rows=topic&columns=mark")
    assert "Hidden" not in row_of(html, "Topic × Mark", "Notary")
    assert ">Order – All places</caption>" in html


def test_where_nothing_of_a_cross_table_can_be_told_it_says_so(desk: Client, survey: Survey) -> None:
    html = words(desk, "?only-topic=visa&rows=topic&columns=mark")
    assert ">Topic × Mark</caption>" not in html
    assert "Not one figure of this table could be shown" in html


@pytest.mark.parametrize(
    "query",
    [
        "?only-topic=none",
        "?rows=topic",
        "?rows=topic&columns=topic",
        "?rows=%27&columns=mark",
        "?first_year=20&first_month=x&first_day=1",
        "?first_year=2026&first_month=5&first_day=2&last_year=2026&last_month=5&last_day=1",
    ],
)
def test_a_bad_address_is_explained(desk: Client, survey: Survey, query: str) -> None:
    html = words(desk, query, 422)
    assert "There is a problem" in html
    assert "<svg role" not in html


def test_of_nine_answers_nothing_is_shown(desk: Client, london: Office) -> None:
    fill(make_survey(london), 9)
    html = words(desk)
    assert "<svg" not in html
    assert "There are not enough answers yet" in html


def test_days_are_widened_to_stretches(desk: Client, survey: Survey) -> None:
    day = survey.answers.order_by("day").values_list("day", flat=True)[0]
    html = words(desk, f"?last_year={day.year}&last_month={day.month}&last_day={day.day}")
    assert "66 answers are in your selection" in html


def test_another_office_sees_nothing(survey: Survey, tokyo: Office) -> None:
    client = Client()
    client.force_login(make_staff("tokyo@example.org", Role.SUPERVISOR, tokyo))
    assert client.get(PAGE).status_code == 404
