"""A case is found by number, name and address, by nobody who may not open it, and the database tells no name."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from legation.accounts.limits.services import Limit
from legation.accounts.models import Role, User
from legation.casework.cases import numbers, services
from legation.casework.cases.models import Case, Interest
from legation.casework.desk.finding import searching
from legation.casework.desk.finding.asking import sealed
from legation.casework.desk.finding.indexing import index_again, index_missing
from legation.casework.desk.finding.models import SearchToken
from legation.kernel import clock
from legation.ledger.models import LedgerRecord
from legation.ledger.services import opened
from legation.offices.models import Office
from legation.privacy.models import ReadReceipt
from legation.resilience.backups import databases
from tests.casework.desk.conftest import SignIn
from tests.casework.writing import open_letter
from tests.conftest import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
SEARCH = "/staff/case-search/"


def letter(office: Office | None, name: str, email: str = "writer@example.org", **changes: object) -> Case:
    made = Case.objects.count()
    case, _secret = open_letter(office, name=name, email=email, submission=f"{made}", **changes)
    return case


def found(desk: Client, asked: str) -> list[str]:
    """The numbers on the page to which the field leads."""
    answer = desk.post(SEARCH, {"asked": asked})
    assert answer.status_code == 302, answer.content.decode()
    assert asked not in answer.headers["Location"]
    page = desk.get(answer.headers["Location"])
    assert page.status_code == 200
    body = page.content.decode().split("<main")[1]
    return [number for number in Case.objects.values_list("number", flat=True) if f"/{number}/" in body]


@pytest.mark.parametrize(
    "tried",
    [
        ("José María O’Brien-Núñez", "nunez jose", True),
        ("José María O’Brien-Núñez", "OBRIEN", True),
        ("José María O’Brien-Núñez", "o'brien", True),
        ("José María O’Brien-Núñez", "brien", False),
        ("José María O’Brien-Núñez", "jose smith", False),
        ("Søren Łukasz J. Æbelø", "soren lukasz aebelo", True),
        ("王小明", "王小明", True),
        ("王小明", "小明", True),
        ("王 小明", "王小明", True),
        ("王小明", "小明 王", True),
        ("王小明", "明王", False),
        ("山田　太郎", "太郎 山田", True),
        ("ﾔﾏﾀﾞ", "ヤマダ", True),
        ("김철수", "철수", True),
        ("مُحَمَّد عليّ", "علي محمد", True),
        ("陳大文 (David Chen)", "chen 大文", True),
        ("ＴＡＮＡＫＡ Ken", "tanaka", True),
    ],
)
def test_a_name_is_found_by_its_words_in_any_order(
    sign_in: SignIn, officer: User, london: Office, tried: tuple[str, str, bool]
) -> None:
    name, asked, is_found = tried
    case = letter(london, name)
    letter(london, "Somebody Else")
    assert found(sign_in(officer), asked) == ([case.number] if is_found else [])


def test_by_address_and_by_number_in_whatever_form(sign_in: SignIn, officer: User, london: Office) -> None:
    case, desk = letter(london, "A Writer", "First.Last@Example.org"), sign_in(officer)
    assert found(desk, " first.last@EXAMPLE.org ") == [case.number]
    assert found(desk, "last@example.org") == []
    short = case.number.partition("-")[2].partition("-")[2]
    for typed in (case.number, case.number.lower().replace("-", " "), short, short.replace("-", "").lower()):
        answer = desk.post(SEARCH, {"asked": typed})
        assert answer.headers["Location"] == f"/staff/cases/{case.number}/"


def test_a_search_is_recorded_without_what_was_typed_and_told_to_whom_it_found(
    sign_in: SignIn, officer: User, london: Office
) -> None:
    case, desk = letter(london, "Zebulon Quist"), sign_in(officer)
    before = LedgerRecord.objects.count()
    assert found(desk, "Quist") == [case.number]
    assert found(desk, "Nobody Such") == []
    rows = [opened(row) for row in LedgerRecord.objects.filter(action="personal.searched").order_by("pk")]
    assert [row["detail"]["persons"] for row in rows] == [1, 0]  # type: ignore[index]  # a mapping
    assert LedgerRecord.objects.count() == before + 2
    assert "quist" not in str(rows).casefold()
    receipt = ReadReceipt.objects.get()
    assert (receipt.subject_id, receipt.purpose, receipt.manner) == (case.subject_id, "case.find", "search")


def test_no_name_and_no_hash_of_one_office_at_another_is_in_the_database(
    london: Office, paris: Office
) -> None:
    letter(london, "Zebulon Quist")
    letter(paris, "Zebulon Quist")
    here, there = (
        set(SearchToken.objects.filter(case__office=office).values_list("token", flat=True))
        for office in (london, paris)
    )
    assert len(here) == len(there) == 4  # number, two words, address
    assert not here & there
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM desk_searchtoken")
        assert "quist" not in str(cursor.fetchall()).casefold()


def test_who_may_not_open_a_case_does_not_learn_that_it_is_there(
    sign_in: SignIn, officer: User, supervisor: User, london: Office, paris: Office
) -> None:
    parisian = make_staff("paris@example.org", Role.SUPERVISOR, paris)
    guarded, declared, plain = (letter(london, "Zebulon Quist") for _n in range(3))
    Case.objects.filter(pk=guarded.pk).update(is_sensitive=True)
    Interest.objects.create(case=declared, user=officer)
    assert found(sign_in(officer), "quist") == [plain.number]
    assert set(found(sign_in(supervisor), "quist")) == {guarded.number, declared.number, plain.number}
    assert found(sign_in(parisian), "quist") == []
    for number in (guarded.number, declared.number):
        assert "/staff/cases/" not in sign_in(officer).post(SEARCH, {"asked": number}).headers.get(
            "Location", ""
        )
    told = ReadReceipt.objects.exclude(reader_id=supervisor.subject_id).values_list("subject", flat=True)
    assert list(told) == [plain.subject_id]


def test_a_letter_is_found_once_it_is_confirmed(sign_in: SignIn, officer: User, london: Office) -> None:
    case = letter(london, "Zebulon Quist", confirm_route="letter_confirm")
    assert not SearchToken.objects.exists()
    services.confirm(numbers.confirmation_token("0"))
    assert found(sign_in(officer), "quist") == [case.number]


def test_another_office_that_takes_it_over_finds_it_and_the_first_no_more(
    sign_in: SignIn, officer: User, london: Office, paris: Office
) -> None:
    case = letter(london, "Zebulon Quist")
    services.move(case, paris, "It is theirs.", actor=officer)
    assert found(sign_in(officer), "quist") == []
    assert found(sign_in(make_staff("p@example.org", Role.CASE_OFFICER, paris)), "quist") == [case.number]


def test_whoever_is_erased_is_found_by_no_name(sign_in: SignIn, officer: User, london: Office) -> None:
    case = letter(london, "Zebulon Quist")
    case.subject.erase()
    assert SearchToken.objects.filter(case=case).count() == 1
    assert found(sign_in(officer), "quist") == found(sign_in(officer), "writer@example.org") == []
    assert index_again() == 1
    assert found(sign_in(officer), "quist") == []


def test_cases_of_before_are_found_after_the_job(sign_in: SignIn, officer: User, london: Office) -> None:
    case = letter(london, "Zebulon Quist")
    SearchToken.objects.all().delete()
    assert found(sign_in(officer), "quist") == []
    assert (index_missing(), index_missing()) == (1, 0)
    assert found(sign_in(officer), "quist") == [case.number]


def test_names_are_not_leafed_through(
    sign_in: SignIn, officer: User, london: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = sign_in(officer)
    monkeypatch.setattr(searching, "MOST", 2)
    for _n in range(3):
        letter(london, "Zebulon Quist")
    assert len(found(desk, "quist")) == 2
    address = desk.post(SEARCH, {"asked": "quist"}).headers["Location"]
    monkeypatch.setattr(searching, "HOURLY", Limit("case-search-test", 1, 3600))
    assert desk.get(address).status_code == 200
    refused = desk.get(address)
    assert refused.status_code == 429
    assert "LG-" not in refused.content.decode().split("<main")[1]
    assert ReadReceipt.objects.count() == 4


@pytest.mark.parametrize(
    ("asked", "status"), [("", 422), ("  ", 422), ("x", 422), ("王", 422), ("\0quist", 422), ("x" * 201, 422)]
)
def test_what_is_too_little_or_no_text_is_said_at_the_field(
    sign_in: SignIn, officer: User, asked: str, status: int
) -> None:
    answer = sign_in(officer).post(SEARCH, {"asked": asked})
    assert answer.status_code == status
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not LedgerRecord.objects.filter(action="personal.searched").exists()


@pytest.mark.parametrize("asked", ["%", "' OR 1=1 --", "<b>x</b>y", "\u202eabc", "\U0001f600 \u200b zz"])
def test_hostile_text_finds_nothing_and_breaks_nothing(sign_in: SignIn, officer: User, asked: str) -> None:
    assert sign_in(officer).post(SEARCH, {"asked": asked}, follow=True).status_code in (200, 422)


def test_an_address_of_results_is_of_one_person_and_one_hour(
    sign_in: SignIn, officer: User, supervisor: User, london: Office
) -> None:
    letter(london, "Zebulon Quist")
    address = f"{SEARCH}?for={sealed(officer, 'quist')}"
    assert sign_in(supervisor).get(address).status_code == 410
    assert sign_in(officer).get(f"{SEARCH}?for=x").status_code == 410
    desk = sign_in(officer)
    assert desk.get(address).status_code == 200
    with clock.at(clock.now() + dt.timedelta(minutes=61)):
        assert sign_in(officer).get(address).status_code == 410


def test_who_handles_no_cases_does_not_search(sign_in: SignIn, london: Office) -> None:
    editor = make_staff("e@example.org", Role.EDITOR, london)
    assert sign_in(editor).post(SEARCH, {"asked": "quist"}).status_code == 403


def test_no_backup_holds_what_would_outlive_an_erasure(london: Office, tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("pg_dump leaves the same tables out, and sees nothing of this test's transaction")
    letter(london, "Zebulon Quist")
    databases.dump(tmp_path, tmp_path / databases.KEYS)
    rows = databases.sqlite_rows(tmp_path / databases.SQLITE_COPY)
    assert (rows["cases_case"], rows["desk_searchtoken"]) == (1, 0)
