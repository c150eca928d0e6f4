"""Waiting for another authority, another office, and more time: what happens to the clock, and who is told."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from legation.accounts.models import User
from legation.casework.cases import services
from legation.casework.cases.clock import Calendar, calendar_of
from legation.casework.cases.models import Case, Matter, State
from legation.casework.cases.views import view_path
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.offices.models import Closure, Office
from tests.casework.cases.conftest import MONDAY, page, press
from tests.casework.writing import mails, open_letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]
DAY = dt.timedelta(days=1)


def status_page(case: Case) -> str:
    case.refresh_from_db()
    answer = Client().get(view_path(case))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_clock_runs_on_while_an_authority_is_asked(officer: User, london: Office) -> None:
    with clock.at(MONDAY):
        case, _secret = open_letter(london)
        due = case.due_at
        assert press(officer, case, "consult", words_body="The tax office: which form?") == 302
        case.refresh_from_db()
        assert (case.state, case.due_at, case.is_running) == (State.WITH_BODY, due, True)
        assert "The tax office: which form?" in mails("asked another authority")[0]["text"]
        assert "Our clock runs on" in mails("asked another authority")[0]["text"]
        assert "The tax office: which form?" in status_page(case)
    with clock.at(MONDAY + 20 * DAY):
        assert case.is_late, "nobody escapes the clock by asking somebody else"
        assert press(officer, case, "inform", words_informed="form 7") == 302
        assert "form 7" not in status_page(case)
    case.refresh_from_db()
    assert (case.state, case.due_at) == (State.ASSIGNED, due)


def test_with_a_reason_it_stands_still_and_the_person_is_told(officer: User, london: Office) -> None:
    with clock.at(MONDAY):
        case, _secret = open_letter(london)
        answer = press(officer, case, "consult", words_body="A court", words_pause="Only it may say.")
        assert answer == 302
        assert "Only it may say." in mails("asked another authority")[0]["text"]
        assert "for the reason that stands above" in status_page(case)
    with clock.at(MONDAY + 30 * DAY):
        case.refresh_from_db()
        assert not case.is_running
        assert not Case.objects.late().exists()
        services.inform(case, "It said yes.", actor=officer)
        case.refresh_from_db()
        assert case.due_at
        assert case.due_at.date() == (MONDAY + 39 * DAY).date(), "seven working days are left again"


def test_another_office_gets_it_with_clock_and_history(
    officer: User, parisian: User, london: Office, paris: Office
) -> None:
    case, _secret = open_letter(london)
    press(officer, case, "note", words_note="seen in London")
    due = case.due_at
    assert press(officer, case, "move", office="london", words_move="x") == 422
    assert press(parisian, case, "assign") == 404
    assert press(officer, case, "move", office="paris", words_move="You live there.") == 302
    case.refresh_from_db()
    assert (case.office, case.due_at, case.assignee, case.state) == (paris, due, None, State.OPEN)
    assert press(officer, case, "note", words_note="still here?") == 404
    assert "seen in London" in page(parisian, case)
    told = mails("Another office has your case")[0]["text"]
    assert "Office in Paris" in told
    assert "You live there." in told
    assert "Office in Paris" in status_page(case)


def test_more_time_once_with_a_reason(officer: User, supervisor: User, london: Office) -> None:
    with clock.at(MONDAY):
        case, _secret = open_letter(london)
        assert press(officer, case, "extend", days="7", words_extend="") == 422
        assert press(officer, case, "extend", days="7", words_extend="The archive is closed.") == 302
        case.refresh_from_db()
        assert case.due_at
        assert case.due_at.date() == (MONDAY + 18 * DAY).date(), "seven and seven working days"
        assert "The archive is closed." in mails("need more time")[0]["text"]
        assert "The archive is closed." in status_page(case)
        due = case.due_at
        assert press(officer, case, "extend", days="1", words_extend="Once more.") == 302
        case.refresh_from_db()
        assert case.due_at == due, "a second time waits for a second person"
        with pytest.raises(NotPermitted):
            services.grant_extension(case, actor=officer)
        assert "Once more." in page(supervisor, case)
        assert "Once more." not in status_page(case)
        assert press(supervisor, case, "grant-time") == 302
        case.refresh_from_db()
        assert case.due_at > due
        assert "Once more." in status_page(case)


def test_longer_than_the_class_itself_needs_a_second_person(
    supervisor: User, second_supervisor: User, london: Office
) -> None:
    case, _secret = open_letter(london)
    services.extend(case, 8, "Long.", actor=supervisor)
    with pytest.raises(NotPermitted):
        services.grant_extension(case, actor=supervisor)
    with pytest.raises(Conflict):
        services.extend(case, 1, "Short.", actor=supervisor)
    assert press(second_supervisor, case, "refuse-time", words_refuse="No.") == 302
    assert not mails("need more time")
    services.extend(case, 7, "Short.", actor=supervisor)
    assert len(mails("need more time")) == 1


def test_an_office_of_one_finds_its_second_person_at_the_duty_desk(
    supervisor: User, london: Office, ministry: Office
) -> None:
    from legation.accounts.models import Role
    from tests.conftest import make_staff

    duty = make_staff("duty@example.org", Role.SUPERVISOR, ministry)
    case, _secret = open_letter(london)
    assert press(duty, case, "grant-time") == 404
    services.extend(case, 30, "Very long.", actor=supervisor)
    assert press(duty, case, "grant-time") == 302
    assert len(mails("need more time")) == 1


def test_help_for_somebody_abroad_counts_working_hours(officer: User, london: Office) -> None:
    friday = dt.datetime(2026, 12, 4, 15, tzinfo=dt.UTC)
    with clock.at(friday):
        case, _secret = open_letter(london, matter=Matter.CONSULAR)
        assert case.due_at == dt.datetime(2026, 12, 7, 13, tzinfo=dt.UTC), (
            "two hours on Friday, four on Monday"
        )
        assert case.warn_at == dt.datetime(2026, 12, 7, 11, tzinfo=dt.UTC)
    with clock.at(friday + dt.timedelta(minutes=30)):
        services.ask(case, "Where are you?", actor=officer)
    with clock.at(dt.datetime(2026, 12, 8, 3, tzinfo=dt.UTC)):
        services.supplement(case, "In Leeds.")
        case.refresh_from_db()
        assert case.due_at == dt.datetime(2026, 12, 8, 14, 30, tzinfo=dt.UTC), (
            "five hours and a half are left"
        )
    assert "15:00" not in mails("We received")[0]["text"]
    assert "1 p.m." in mails("We received")[0]["text"] or "13:00" in mails("We received")[0]["text"]


def test_hours_over_lunch_closures_and_the_change_to_summer_time(london: Office) -> None:
    spans = ((dt.time(9), dt.time(12)), (dt.time(13), dt.time(17)))
    calendar = Calendar(london.zone, dict.fromkeys(range(7), spans), frozenset({dt.date(2026, 3, 28)}))
    start = dt.datetime(2026, 3, 27, 16, tzinfo=dt.UTC)  # the clocks change on the 29th
    end = calendar.after_minutes(start, 60 * 6)
    assert end == dt.datetime(2026, 3, 29, 14, tzinfo=dt.UTC), "one hour, then three and two"
    assert calendar.minutes_between(start, end) == 60 * 6
    assert calendar.minutes_between(end, start) == 0
    assert calendar.after_minutes(start, 0) == start


def test_an_office_with_two_spans_a_day_has_both(london: Office) -> None:
    london.hours.create(weekday=0, opens=dt.time(18), closes=dt.time(20))
    Closure.objects.create(office=london, day=dt.date(2026, 12, 7))
    calendar = calendar_of(london)
    friday = dt.datetime(2026, 12, 4, 16, tzinfo=dt.UTC)
    assert calendar.after_minutes(friday, 120) == dt.datetime(2026, 12, 8, 10, tzinfo=dt.UTC)
    monday = dt.datetime(2026, 12, 14, 16, tzinfo=dt.UTC)
    assert calendar.after_minutes(monday, 120) == dt.datetime(2026, 12, 14, 19, tzinfo=dt.UTC)
