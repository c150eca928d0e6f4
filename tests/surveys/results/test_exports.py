"""Exports: every format has every answer, in flat memory, with a record; formulas are harmless."""

from __future__ import annotations

import csv
import io
import json
import re
import tracemalloc
import zipfile
from pathlib import Path

import duckdb
import pytest
from django.test import Client

from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import reader
from legation.kernel import clock
from legation.ledger.models import LedgerRecord
from legation.ledger.services import opened
from legation.offices.models import Office
from legation.surveys import services
from legation.surveys.models import Survey
from legation.surveys.results.exports.rows import Source
from legation.surveys.results.exports.writing import FORMATS
from legation.surveys.results.spreadsheets import as_csv
from tests.conftest import make_staff
from tests.surveys.results.surveying import FORM, asks, fill, listed, make_survey

pytestmark = pytest.mark.django_db
PAGE = "/staff/surveys/everything/export/"
FORMULA = "=HYPERLINK(1)"


@pytest.fixture
def survey(london: Office) -> Survey:
    return make_survey(london)


@pytest.fixture
def desk(supervisor: User) -> Client:
    client = Client()
    client.force_login(supervisor)
    return client


def export(client: Client, kind: str, texts: str = "none") -> bytes:
    answer = client.post(PAGE, {"purpose": "report", "kind": kind, "texts": texts})
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a stream


def test_csv_has_every_answer_in_words_and_no_formula(desk: Client, survey: Survey) -> None:
    fill(survey, 40, words=[FORMULA, "plain"])
    text = export(desk, "csv", "all").decode()
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(rows) == 42  # a text is a line of its own
    assert {row["Topic"] for row in rows} <= {"", "Visa", "Passport", "Notary"}
    assert {row["Words"] for row in rows} == {"", f"'{FORMULA}", "plain"}
    assert {row["Topic"] or row["Mark"] for row in rows if row["Words"]} == {""}
    act = LedgerRecord.objects.get(action="survey.export")
    told = str(opened(act))
    assert "report" in told
    assert "'texts': 'all'" in told


def test_json_parquet_and_spss_have_the_same_answers(desk: Client, survey: Survey, tmp_path: Path) -> None:
    fill(survey, 240, words=["secret words"])
    lines = [json.loads(line) for line in export(desk, "json").splitlines()]
    assert len(lines) == 240
    assert {line["hours__noon"] for line in lines} == {0, 1, None}
    file = tmp_path / "answers.parquet"
    file.write_bytes(export(desk, "parquet"))
    stored = duckdb.sql(f"SELECT topic, mark, parts__desk, order__noon FROM '{file}'").fetchall()
    keys = ("topic", "mark", "parts__desk", "order__noon")
    assert sorted(map(str, stored)) == sorted(str(tuple(line[key] for key in keys)) for line in lines)
    with zipfile.ZipFile(io.BytesIO(export(desk, "spss"))) as archive:
        syntax = archive.read("answers.sps").decode("utf-8-sig")
        numbers = list(csv.DictReader(io.StringIO(archive.read("answers.csv").decode("utf-8-sig"))))
    assert "VALUE LABELS topic 1 'Visa' 2 'Passport' 3 'Notary'." in syntax
    assert sorted(row["topic"] for row in numbers) == sorted(
        {"visa": "1", "passport": "2", "notary": "3"}.get(line["topic"], "") for line in lines
    )
    assert "secret words" not in str(lines)


def test_a_text_of_several_lines_is_one_line_for_spss(desk: Client, survey: Survey) -> None:
    """It reads a line as an answer, also within quotes: whoever wrote lines would add answers."""
    fill(survey, 40, words=["first\r\n2026-01-01,1,1\nthird\u2028fourth"])
    with zipfile.ZipFile(io.BytesIO(export(desk, "spss", "all"))) as archive:
        text = archive.read("answers.csv").decode("utf-8-sig")
    assert len(text.splitlines()) == 42
    assert "first 2026-01-01,1,1 third fourth" in text


def test_a_question_called_day_takes_the_place_of_no_day(
    desk: Client, london: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        FORM,
        "steps",
        [
            {
                "id": "one",
                "title": {"en": "One"},
                "questions": [
                    asks("day", "choice", choices=listed(("monday", "friday"))),
                    asks("day-2", "scale", least=1, most=5),
                    asks("all", "scale", least=1, most=5),
                ],
            }
        ],
    )
    named = make_survey(london, anonymous=False)
    services.take(named, {"day": "friday", "day-2": 2, "all": 5}, "a token")
    (line,) = [json.loads(line) for line in export(desk, "json").splitlines()]
    today = clock.today().isoformat()
    assert line == {"day": today, "day_2": "friday", "day_2_2": 2, "all": 5}
    file = tmp_path / "answers.parquet"
    file.write_bytes(export(desk, "parquet"))
    assert duckdb.sql(f"SELECT day::text, day_2, day_2_2, \"all\" FROM '{file}'").fetchall() == [
        (today, "friday", 2, 5)
    ]
    with zipfile.ZipFile(io.BytesIO(export(desk, "spss"))) as archive:
        syntax = archive.read("answers.sps").decode("utf-8-sig")
    assert re.findall(r"^  (\w+) (?:F8|SDATE)", syntax, re.MULTILINE) == ["day", "day_2", "day_2_2", "q_all"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r"])
def test_whatever_begins_a_formula_in_some_language_gets_an_apostrophe(sign: str) -> None:
    assert "".join(as_csv([[f"{sign}1"]])).lstrip("\ufeff").strip('"\r\n').startswith(f"'{sign}1".rstrip())


def test_a_day_with_few_answers_is_left_out(desk: Client, survey: Survey) -> None:
    fill(survey, 20)  # seven, seven, six on three days
    lines = [json.loads(line) for line in export(desk, "json").splitlines()]
    assert {line["day"] for line in lines} == {None}


def test_lines_do_not_bring_back_what_the_page_hides(desk: Client, survey: Survey) -> None:
    fill(survey, 100, topic="visa")
    fill(survey, 30, seed=2, topic="passport")
    fill(survey, 3, seed=3, topic="notary")
    fill(survey, 4, seed=4, topic="visa", order=["noon", "evening", "morning"], hours=[])
    lines = [json.loads(line) for line in export(desk, "json").splitlines()]
    told = [line["topic"] for line in lines]
    assert told.count("visa") == 104
    assert {*told} == {"visa", None}  # thirty and three are told together
    places = [tuple(line[f"order__{name}"] for name in ("morning", "noon", "evening")) for line in lines]
    assert all(all(place) or not any(place) for place in places)


def test_a_text_cannot_be_led_back_to_its_line(desk: Client, survey: Survey) -> None:
    for number in range(30):
        fill(survey, 1, seed=number, words=[f"text {number}"], mark=1 + number % 5)
    lines = [json.loads(line) for line in export(desk, "json", "all").splitlines()]
    texts = [line["words"] for line in lines if line["words"]]
    assert len(texts) == 30
    assert all(line["mark"] is None for line in lines if line["words"])
    again = [json.loads(line)["words"] for line in export(desk, "json", "all").splitlines()]
    assert [text for text in again if text] != texts  # no order to lay beside that of the answers


def test_of_a_survey_that_is_not_anonymous_everything_stands_together(desk: Client, london: Office) -> None:
    fill(make_survey(london, anonymous=False), 5, words=["plain"])
    lines = [json.loads(line) for line in export(desk, "json", "all").splitlines()]
    assert len(lines) == 5
    assert [line["mark"] is not None for line in lines if line["words"] == "plain"] == [True]


def test_the_order_tells_nothing(desk: Client, survey: Survey) -> None:
    for number in range(60):
        fill(survey, 1, seed=number, mark=1 + number * 5 // 60)
    marks = [json.loads(line)["mark"] for line in export(desk, "json").splitlines()]
    assert marks != sorted(marks)


def test_memory_does_not_grow_with_the_answers(survey: Survey, supervisor: User) -> None:
    def most(kind: str) -> int:
        tracemalloc.start()
        for _piece in FORMATS[kind][2](Source(survey, reader(supervisor, survey.office))):
            pass
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    fill(survey, 2_500)
    few = {kind: most(kind) for kind in FORMATS}
    fill(survey, 7_500, seed=2)
    for kind in FORMATS:
        assert most(kind) < 1.3 * few[kind] + 200_000, kind


@pytest.mark.parametrize(
    "given", [{}, {"purpose": "x", "kind": "csv", "texts": "none"}, {"purpose": "report", "kind": "exe"}]
)
def test_a_bad_wish_is_explained_and_nothing_leaves(
    desk: Client, survey: Survey, given: dict[str, str]
) -> None:
    answer = desk.post(PAGE, given)
    assert answer.status_code == 422
    assert not LedgerRecord.objects.filter(action="survey.export").exists()


def test_who_only_reads_exports_nothing(london: Office, survey: Survey) -> None:
    client = Client()
    client.force_login(make_staff("editor2@example.org", Role.EDITOR, london))
    assert client.get(PAGE).status_code in (403, 404)
    assert client.post(PAGE, {"purpose": "report", "kind": "csv", "texts": "all"}).status_code in (403, 404)
