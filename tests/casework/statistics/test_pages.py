"""Officers see the figures of their offices; the public sees no small number, nor what gives one away."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools

import pytest
from django.test import Client

from legation.accounts.models import Role, User
from legation.casework.statistics.hiding import hidden, share, total
from legation.casework.statistics.models import Measure, Tally
from legation.casework.statistics.showing import month_name
from legation.kernel import clock
from legation.offices.models import Office
from tests.casework.desk.conftest import make_office
from tests.conftest import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def paris(db: None) -> Office:
    return make_office("paris", "FR", "Europe/Paris")


def tally(office: Office | None, measure: Measure, count: int, value: str = "", **more: str) -> None:
    month = clock.today().replace(day=1)
    place = {"kind": "letter", "matter": "question", **more}
    Tally.objects.create(month=month, office=office, measure=measure, value=value, count=count, **place)


def desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def main(client: Client, path: str, **asked: str) -> str:
    answer = client.get(path, asked)
    assert answer.status_code == 200
    return answer.content.decode().split("<main")[1]


def test_an_officer_sees_their_own_offices_only(officer: User, london: Office, paris: Office) -> None:
    tally(london, Measure.RECEIVED, 4321)
    tally(paris, Measure.RECEIVED, 8765)
    page = main(desk(officer), "/staff/case-figures/")
    assert "4321" in page
    assert "8765" not in page
    assert "13086" not in page
    assert desk(officer).get("/staff/case-figures/", {"office": "paris"}).status_code == 422
    assert desk(officer).get("/staff/case-figures/cases.csv", {"office": "paris"}).status_code == 422
    whole = make_staff("all@example.org", Role.SUPERVISOR)
    page = main(desk(whole), "/staff/case-figures/")
    assert "13086" in page
    assert "4321" in page
    assert "4321" not in main(desk(whole), "/staff/case-figures/", office="paris")
    assert (
        desk(make_staff("e@example.org", Role.EDITOR, london)).get("/staff/case-figures/").status_code == 403
    )


def test_the_months_begin_with_the_first_that_had_any(officer: User, london: Office) -> None:
    this = clock.today().replace(day=1)
    before = (this - dt.timedelta(days=1)).replace(day=1)
    first = (before - dt.timedelta(days=1)).replace(day=1)
    tally(london, Measure.RECEIVED, 3)
    page = main(desk(officer), "/staff/case-figures/")
    assert month_name(this) in page
    assert month_name(before) not in page
    Tally.objects.update(month=first)
    page = main(desk(officer), "/staff/case-figures/")
    assert all(month_name(month) in page for month in (first, before, this)), "none is left out in between"


def test_times_are_told_of_ten_answers_and_more(officer: User, london: Office) -> None:
    for days, count in (("1", 3), ("4", 5), ("12", 1)):
        tally(london, Measure.TOOK, count, days)
    tally(london, Measure.ANSWERED, 9, "in-time")
    assert "working day" not in main(desk(officer), "/staff/case-figures/").split("<form")[1].split("hint")[0]
    tally(london, Measure.TOOK, 1, "30")
    page = main(desk(officer), "/staff/case-figures/")
    assert "4 working days" in page  # the fifth of ten
    assert "12 working days" in page  # the ninth of ten


def test_the_csv_is_what_the_page_counts(officer: User, london: Office, paris: Office) -> None:
    tally(london, Measure.ANSWERED, 7, "late")
    tally(london, Measure.GROUND, 2, "not-ours", matter="complaint")
    tally(paris, Measure.ANSWERED, 9, "late")
    answer = desk(officer).get("/staff/case-figures/cases.csv", {"period": "3"})
    text = answer.content.decode()
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text[1:])))
    assert [(row["office"], row["class"], row["measure"], row["value"], row["count"]) for row in rows] == [
        ("london", "complaint", "ground", "not-ours", "2"),
        ("london", "question", "answered", "late", "7"),
    ]


def test_the_public_sees_no_small_number(client: Client, london: Office, paris: Office) -> None:
    tally(london, Measure.RECEIVED, 4321)
    tally(paris, Measure.RECEIVED, 3)
    tally(None, Measure.RECEIVED, 777)
    tally(None, Measure.RECEIVED, 5555, kind="application", matter="application")
    tally(london, Measure.RATED, 1, "helped")
    page = main(client, "/en/mailbox/statistics/")
    assert "5101" in page  # all letters
    assert "4321" in page
    offices = page.split("By office")[1].split("</table>")[0]
    assert ">3<" not in offices
    assert "777" not in offices, "with it, the 3 could be worked out from the sum"
    assert "5555" not in page, "applications have their own page"
    assert ">1<" not in page
    assert "/en/mailbox/statistics/" in client.get("/en/mailbox/").content.decode()


def test_the_page_is_there_before_anything_was_counted(client: Client, officer: User) -> None:
    assert "Nothing was received" in main(client, "/en/mailbox/statistics/")
    assert "Nothing was received" in main(desk(officer), "/staff/case-figures/")
    for period in ("3", "12", "36", "this-year", "last-year"):
        main(desk(officer), "/staff/case-figures/", period=period)
    for wrong in ({"period": "x"}, {"kind": "x"}, {"office": "x"}):
        assert desk(officer).get("/staff/case-figures/", wrong).status_code == 422


def test_what_is_hidden_cannot_be_worked_out() -> None:
    """Whoever knows the sum and what is shown finds at least two ways to fill the rest in."""
    for counts in itertools.product((0, 1, 9, 10, 30), repeat=4):
        shown = hidden(counts)
        away = [count for count, told in zip(counts, shown, strict=True) if told is None]
        assert all(told is None or told == 0 or told >= 10 for told in shown)
        if away and any(told is not None for told in shown):
            assert len(away) > 1
            assert sum(away) >= 10
    assert (total([4, 5]), total([4, 6]), total([0])) == (None, 10, 0)
    assert (share(9, 9), share(17, 20), share(0, 50)) == (None, 85, 0)
