"""Public results: steps that tell on nobody, tables hidden and shown, their files, what bad addresses get."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legation.kernel import clock
from legation.questions.definition import Definition
from legation.questions.services.forms import publish
from legation.surveys.holding.models import HeldAnswer
from legation.surveys.models import AnonymousAnswer, Survey
from legation.surveys.packing import pack
from legation.surveys.results.counting import Sheet
from legation.surveys.results.models import Publication
from legation.surveys.results.services import publishing
from legation.surveys.results.services.publishing import publish_results
from legation.surveys.services import open_survey
from tests.surveys.results.attacking import Equations
from tests.surveys.results.patterns import DAY, form, question
from tests.surveys.results.surveying import fill, make_survey

ANSWERS = ("a", "b", "c", "d")
FORM = form(question("one", ANSWERS))
PAGE = "/en/surveys/everything/results/"
steps = st.lists(
    st.lists(st.sampled_from([0, 1, 4, 9, 10, 16, 25, 60]), min_size=len(ANSWERS), max_size=len(ANSWERS)),
    min_size=2,
    max_size=4,
)


class Shelf:
    """Publications as a survey keeps them, without a database."""

    def __init__(self, *, closed: bool = False) -> None:
        self.is_closed = closed
        self.rows: list[Publication] = []
        self.publications = self

    def all(self) -> list[Any]:
        return self.rows

    def create(self, **values: Any) -> Any:
        row = Publication(**{name: value for name, value in values.items() if name != "survey"})
        self.rows.append(row)
        return row


def sheet(definition: Definition, answers: Sequence[dict[str, str]]) -> Sheet:
    words = "".join(pack(definition, each) for each in answers)
    return Sheet(definition, ((DAY, len(answers)),), words.encode("latin-1"))


def published(shelf: Shelf, counts: Sequence[int], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    answers = [{"one": value} for value, count in zip(ANSWERS, counts, strict=True) for _ in range(count)]
    monkeypatch.setattr(Publication, "objects", shelf, raising=False)
    return dict(next(publishing.renewed(shelf, sheet(FORM, answers))))  # type: ignore[arg-type]  # a stand-in


def leaks(come: Sequence[Sequence[int]], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Groups under ten, of all who came by then or of those who came between two publications, of which
    somebody who keeps every publication learns that they are, or almost how many."""
    shelf, width, now = Shelf(), len(ANSWERS), [0] * len(ANSWERS)
    known = Equations(width * len(come))
    truth: list[int] = []
    looked: list[int] = []  # the steps after which something new was published
    last = -1
    for number, step in enumerate(come):
        shelf.is_closed = number == len(come) - 1
        now = [old + more for old, more in zip(now, step, strict=True)]
        truth += step
        if sum(now) < 10:
            continue
        table = published(shelf, now, monkeypatch)
        if table["total"] == last:
            continue
        last = table["total"]
        if table["total"] != sum(now):
            continue
        looked.append(number)
        until = range(number + 1)
        known.learn([n * width + place for n in until for place in range(width)], table["total"])
        for place, cell in enumerate(table["cells"]):
            if cell["count"] is not None:
                known.learn([n * width + place for n in until], cell["count"])
    found, begin = [], 0
    for number in looked:
        for place in range(width):
            which = [n * width + place for n in range(begin, number + 1)]
            count = sum(truth[each] for each in which)
            least, most = known.range_of(which)
            everything = sum(truth[n * width + p] for n in range(begin, number + 1) for p in range(width))
            if count < 10 <= everything and (most < 10 or most - least < 10):
                found.append(f"{place} after {number}: {least} to {most}")
        begin = number + 1
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_no_sequence_of_publications_tells_of_few(come: list[list[int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        assert not leaks(come, patch)


def test_the_attack_finds_steps_that_are_too_small(monkeypatch: pytest.MonkeyPatch) -> None:
    come = [[60, 60, 60, 60], [60, 60, 4, 60]]
    assert not leaks(come, monkeypatch)
    monkeypatch.setattr(publishing, "follow", lambda *given: set(given[3]))
    assert leaks(come, monkeypatch)


def test_the_attack_finds_a_single_hidden_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    come = [[60, 4, 60, 60]]
    assert not leaks(come, monkeypatch)
    monkeypatch.setattr(
        publishing,
        "hide",
        lambda counts, **_more: {place for place, count in enumerate(counts) if count < 10},
    )
    assert leaks(come, monkeypatch)


def counts_of(survey: Survey, key: str) -> list[Any]:
    survey.refresh_from_db()
    tables: list[Any] = [*survey.published]
    return [cell["count"] for table in tables if table["question"] == key for cell in table["cells"]]


@pytest.fixture
def survey(db: None) -> Survey:
    return make_survey(public_results=True)


def test_what_not_everybody_was_asked_is_shown_where_their_number_is(monkeypatch: pytest.MonkeyPatch) -> None:
    follow = question("why", ("x", "y"), when={"question": "one", "is": ["a"]})
    asked = form(question("one", ANSWERS), follow)
    full = [{"one": "a", "why": "xy"[number % 2]} for number in range(80)]

    def tables_of(others: dict[str, int]) -> list[str]:
        shelf = Shelf(closed=True)
        monkeypatch.setattr(Publication, "objects", shelf, raising=False)
        more = [{"one": value} for value, count in others.items() for _ in range(count)]
        return [str(each["question"]) for each in publishing.renewed(shelf, sheet(asked, [*full, *more]))]  # type: ignore[arg-type]  # a stand-in

    assert tables_of({"b": 50, "c": 50, "d": 50}) == ["one", "why"]
    # `a` is hidden beside `b`: who was asked why would tell how many said `a`.
    assert tables_of({"b": 4, "c": 100, "d": 100}) == ["one"]


WHY = question("why", ("x", "y"), when={"question": "one", "is": ["a"]})


def test_a_table_that_hangs_on_one_that_cannot_follow_stands_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = form(question("one", ANSWERS), WHY)
    shelf = Shelf()
    monkeypatch.setattr(Publication, "objects", shelf, raising=False)
    answers = [{"one": "a", "why": "xy"[number % 2]} for number in range(80)]
    answers += [{"one": value} for value in "bcd" for _ in range(80)]
    before = {each["question"]: each for each in publishing.renewed(shelf, sheet(asked, answers))}  # type: ignore[arg-type]  # a stand-in
    answers += [{"one": "a", "why": "x"} for _ in range(3)] + [{"one": "b"} for _ in range(80)]
    now = {each["question"]: each for each in publishing.renewed(shelf, sheet(asked, answers))}  # type: ignore[arg-type]  # a stand-in
    assert now["one"] == {**before["one"], "stands": True}
    assert now["why"] == {**before["why"], "stands": True}
    assert now["why"]["total"] == 80


@pytest.fixture
def branching(db: None) -> Survey:
    """Why is asked of those alone who said `a`."""
    source: dict[str, object] = {
        "languages": ["en"],
        "title": {"en": "Everything"},
        "steps": [{"id": "all", "title": {"en": "All"}, "questions": [question("one", ANSWERS), WHY]}],
    }
    closes = clock.now() + dt.timedelta(days=7)
    return open_survey("everything", publish("branching", source), closes_at=closes, public_results=True)


def came(survey: Survey, *answers: dict[str, Any]) -> None:
    definition = survey.form.definition
    AnonymousAnswer.objects.bulk_create(
        AnonymousAnswer(survey=survey, choices=each, code=pack(definition, each), day=clock.today())
        for each in answers
    )
    survey.settled += len(answers)
    survey.save(update_fields=["settled"])


def test_of_what_some_were_asked_the_page_says_of_how_many_it_tells(
    client: Client, branching: Survey
) -> None:
    why = [{"one": "a", "why": "xy"[number % 2]} for number in range(80)]
    came(branching, *why, *({"one": value} for value in "bcd" for _ in range(80)))
    publish_results(branching)
    came(branching, *why[:4])
    with clock.at(branching.closes_at):
        publish_results(branching)
        html = client.get(PAGE).content.decode()
        assert client.get(f"{PAGE}why.csv").status_code == 200
    assert html.count("It stands as it was on") == 2
    assert "Only some people were asked this: the table is about 80 answers." in html


def test_a_fresh_table_of_what_some_were_asked_is_not_called_an_earlier_one(
    client: Client, branching: Survey
) -> None:
    why = [{"one": "a", "why": "xy"[number % 2]} for number in range(80)]
    came(branching, *why, *({"one": value} for value in "bcd" for _ in range(80)))
    with clock.at(branching.closes_at):
        publish_results(branching)
        html = client.get(PAGE).content.decode()
    assert "Only some people were asked this: the table is about 80 answers." in html
    assert "It stands as it was" not in html


def test_what_cannot_be_told_of_some_is_said_to_be_left_out(client: Client, branching: Survey) -> None:
    """Few said `b`, so that `a` is hidden beside it, and how many were asked why would tell of both."""
    why = [{"one": "a", "why": "xy"[number % 2]} for number in range(80)]
    came(branching, *why, *({"one": "b"} for _ in range(4)), *({"one": v} for v in "cd" for _ in range(99)))
    with clock.at(branching.closes_at):
        publish_results(branching)
        html = client.get(PAGE).content.decode()
        assert client.get(f"{PAGE}why.csv").status_code == 404
    assert html.count("The answers are not shown, because the other tables cannot tell") == 1
    assert 'id="result-why"' not in html


@pytest.mark.django_db
@pytest.mark.postgresql
def test_an_open_survey_moves_in_steps_and_shows_all_at_the_end(client: Client, survey: Survey) -> None:
    fill(survey, 200)
    assert publish_results(survey)
    assert "200 answers are counted" in client.get(PAGE).content.decode()
    fill(survey, 60, seed=2)
    assert not publish_results(survey)
    with clock.at(survey.closes_at):
        assert publish_results(survey)
        html = client.get(PAGE).content.decode()
    assert "260 answers are counted" in html
    for table in survey.published:
        counts: Any = [cell["count"] for cell in table["cells"]]  # type: ignore[index]  # JSON
        assert all(count is None or count >= 10 for count in counts)


@pytest.mark.django_db
def test_the_end_waits_for_the_last_batch_and_is_reached_once(client: Client, survey: Survey) -> None:
    fill(survey, 200)
    assert publish_results(survey)
    with clock.at(survey.closes_at):
        HeldAnswer.objects.create(survey=survey.seal_id, choices={})
        assert not publish_results(survey)
        assert "The last answers are still being counted." in client.get(PAGE).content.decode()
        HeldAnswer.objects.all().delete()
        fill(survey, 12, seed=2)
        assert publish_results(survey)
        assert not publish_results(survey)
        html = client.get(PAGE).content.decode()
    assert "These are the final results." in html
    assert "212 answers are counted" in html


@pytest.mark.django_db
def test_a_table_that_cannot_follow_says_at_which_day_it_stands(client: Client, survey: Survey) -> None:
    fill(survey, 200, mark=3)
    fill(survey, 40, seed=3, mark=4)
    publish_results(survey)
    day = clock.today()
    fill(survey, 12, seed=2, mark=3)  # of marks too few came to tell of them apart
    with clock.at(survey.closes_at):
        publish_results(survey)
        html = client.get(PAGE).content.decode()
    survey.refresh_from_db()
    tables = {str(table["question"]): table for table in survey.published if isinstance(table, dict)}
    stood = [table for table in tables.values() if table["total"] == 240]
    assert stood
    assert {table["day"] for table in stood} == {day.isoformat()}
    assert "This table is about 240 answers. It stands as it was on" in html


@pytest.mark.django_db
def test_at_the_end_more_is_shown_although_nobody_came(client: Client, survey: Survey) -> None:
    fill(survey, 60, mark=3)
    fill(survey, 20, seed=3, mark=4)
    fill(survey, 20, seed=4, mark=2)
    publish_results(survey)
    assert counts_of(survey, "mark").count(None) > 2
    with clock.at(survey.closes_at):
        assert publish_results(survey)
    assert counts_of(survey, "mark")[2] == 60


@pytest.mark.django_db
def test_a_table_is_there_for_a_spreadsheet_as_it_stands_on_the_page(client: Client, survey: Survey) -> None:
    fill(survey, 300)
    with clock.at(survey.closes_at):
        publish_results(survey)
        answer = client.get(f"{PAGE}mark.csv")
        assert client.get(f"{PAGE}none.csv").status_code == client.get(f"{PAGE}words.csv").status_code == 404
    text = answer.content.decode("utf-8")
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    marks = Counter(
        str(row["mark"]) for row in survey.answers.values_list("choices", flat=True) if isinstance(row, dict)
    )
    assert {row[0]: row[1] for row in rows[1:]} == {mark: str(count) for mark, count in marks.items()}
