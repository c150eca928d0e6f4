"""The monthly counts agree with the cases, in working time, whatever happens to a case."""

from __future__ import annotations

import contextvars
import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connection, connections

from legation.accounts.models import User
from legation.casework.cases import services
from legation.casework.cases.models import Case, Ground, Kind, Matter, Rating
from legation.casework.statistics import counting
from legation.casework.statistics.counting import count
from legation.casework.statistics.models import Measure, Tally
from legation.casework.statistics.queries import Scope, Sums, backlog, sums
from legation.casework.statistics.showing import figures
from legation.kernel import clock
from legation.offices.models import Office
from tests.casework.writing import open_letter

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
NEXT_MONTH = (clock.now().replace(day=1) + dt.timedelta(days=32)).replace(day=1, hour=9, minute=0, second=0)
MONDAY = NEXT_MONTH + dt.timedelta(days=-NEXT_MONTH.weekday() % 7)
MONTH = NEXT_MONTH.date()


def received(day: int, office: Office, **changes: object) -> Case:
    with clock.at(MONDAY + dt.timedelta(days=day)):
        case, _secret = open_letter(office, submission=str(Case.objects.count()), **changes)
    return case


def answered(case: Case, day: int, officer: User, supervisor: User) -> Case:
    with clock.at(MONDAY + dt.timedelta(days=day)):
        services.assign(case, officer, actor=officer)
        services.propose_reply(case, "The answer.", actor=officer)
        services.approve_reply(case, actor=supervisor)
    return case


def that_month() -> Sums:
    with clock.at(MONDAY + dt.timedelta(days=40)):
        count(everything=True)
    rows = Scope(MONTH, MONTH, None).rows()
    return sums(rows, "").get(None, Sums())


def test_working_days_without_the_time_in_which_we_waited(
    london: Office, officer: User, supervisor: User
) -> None:
    answered(received(0, london), 2, officer, supervisor)  # Wednesday: 2
    answered(received(0, london), 0, officer, supervisor)  # the same day: 0
    answered(received(4, london), 7, officer, supervisor)  # over the weekend: 1
    answered(received(0, london), 14, officer, supervisor)  # 10, 3 late
    waited = received(0, london)
    with clock.at(MONDAY + dt.timedelta(days=1)):
        services.assign(waited, officer, actor=officer)
        services.ask(waited, "Which one?", actor=officer)
    with clock.at(MONDAY + dt.timedelta(days=15)):
        services.supplement(waited, "That one.")
    answered(waited, 17, officer, supervisor)  # 1 and 2, not 13
    found = that_month()
    assert found.counts[Measure.TOOK] == {"2": 1, "0": 1, "1": 1, "10": 1, "3": 1}
    assert (found.received, found.answered, found.in_time, found.late) == (5, 5, 4, 1)
    assert found.within(0.5) is None, "five are too few to tell a usual time"


def test_help_for_somebody_abroad_is_counted_in_working_hours(
    london: Office, officer: User, supervisor: User
) -> None:
    case = received(0, london, matter=Matter.CONSULAR)
    with clock.at(MONDAY + dt.timedelta(hours=1, minutes=30)):
        services.assign(case, officer, actor=officer)
        services.propose_reply(case, "Help is coming.", actor=officer)
        services.approve_reply(case, actor=supervisor)
    assert that_month().counts[Measure.TOOK] == {"2": 1}


def test_what_came_of_cases_otherwise(london: Office, officer: User, supervisor: User) -> None:
    first = answered(received(0, london), 1, officer, supervisor)
    with clock.at(MONDAY + dt.timedelta(days=2)):
        services.rate(first, Rating.NOT_HELPED)
    second = answered(received(0, london), 1, officer, supervisor)
    with clock.at(MONDAY + dt.timedelta(days=3)):
        services.reopen(second, "Please look again.")
        services.reject(received(0, london), Ground.NOT_OURS, "Ask the city.", actor=supervisor)
        services.withdraw(received(0, london))
    received(0, london, confirm_route="letter_confirm")  # never confirmed
    found = that_month()
    assert found.received == 4
    assert found.counts[Measure.RATED] == {"not-helped": 1}
    assert found.of(Measure.REOPENED) == 1
    assert found.counts[Measure.GROUND] == {"not-ours": 1}
    assert found.counts[Measure.ENDED] == {"rejected": 1, "withdrawn": 1}


def test_counting_again_changes_nothing_and_the_hourly_one_leaves_old_months(
    london: Office, officer: User, supervisor: User
) -> None:
    answered(received(0, london), 1, officer, supervisor)
    answered(received(90, london), 91, officer, supervisor)
    names = ("month", "office", "kind", "matter", "measure", "value", "count")
    with clock.at(MONDAY + dt.timedelta(days=92)):
        count(everything=True)
        once = set(Tally.objects.values_list(*names))
        count(everything=True)
        count()
        assert set(Tally.objects.values_list(*names)) == once
        Tally.objects.filter(month=MONTH).update(count=99)
        count()
        assert Tally.objects.filter(count=99).exists()
        count(everything=True)
        assert set(Tally.objects.values_list(*names)) == once


def test_the_backlog_is_of_this_moment_and_of_the_offices_asked_for(london: Office) -> None:
    for day in (0, 31, 40):
        received(day, london)
    with clock.at(MONDAY + dt.timedelta(days=40)):
        ages = backlog([london.pk])
        assert [(age.count, age.late) for age in ages] == [(1, 0), (0, 0), (1, 0), (1, 1), (0, 0)]
        assert not any(age.count for age in backlog([None]))


def test_the_backlog_is_of_the_kind_asked_for(london: Office) -> None:
    received(0, london)
    letters = Scope(MONTH, MONTH, None, (Kind.LETTER,))
    with clock.at(MONDAY + dt.timedelta(days=1)):
        assert "backlog" in [chart.id for chart in figures(letters).charts]
        others = figures(replace(letters, kinds=(Kind.APPLICATION,)))
    assert "backlog" not in [chart.id for chart in others.charts]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="it has one writer at a time")
def test_two_runs_at_once_count_once(london: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    received(0, london)
    both = threading.Barrier(2)
    plainly = counting._events

    def together(counted: counting._Count) -> None:
        plainly(counted)
        both.wait(20)  # both have counted, none has written yet

    monkeypatch.setattr(counting, "_events", together)

    def run() -> int:
        try:
            return count(everything=True)
        finally:
            connections.close_all()

    with clock.at(MONDAY + dt.timedelta(days=1)), ThreadPoolExecutor(2) as pool:
        first, second = (pool.submit(contextvars.copy_context().run, run) for _ in range(2))
        rows = first.result()
        assert second.result() == rows
    assert Tally.objects.count() == rows
