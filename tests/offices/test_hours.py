"""Opening times are the office's own, also across a change of clocks, a holiday and midnight."""

from __future__ import annotations

import datetime as dt

import pytest

from legation.offices import demonstration
from legation.offices.hours import coming_closures, opening, week
from legation.offices.models import Closure, Office, OpeningHours

pytestmark = pytest.mark.django_db


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def test_open_by_the_clock_of_the_place(london: Office) -> None:
    state = opening(london, utc("2026-11-24T16:59"))
    assert state.is_open
    assert state.changes == utc("2026-11-24T17:00")
    assert opening(london, utc("2026-06-24T08:00")).is_open  # 09:00 summer time
    assert not opening(london, utc("2026-06-24T16:00")).is_open


def test_closed_at_night_opens_in_the_morning(london: Office) -> None:
    state = opening(london, utc("2026-11-24T08:00"))
    assert not state.is_open
    assert state.opens_today
    assert state.until == state.changes == utc("2026-11-24T09:00")


def test_what_is_shown_ends_at_midnight_there(london: Office) -> None:
    state = opening(london, utc("2026-11-27T18:00"))
    assert state.changes == utc("2026-11-30T09:00")
    assert state.until == utc("2026-11-28T00:00")


def test_the_weekend_on_which_clocks_change(london: Office) -> None:
    assert opening(london, utc("2026-10-23T16:30")).changes == utc("2026-10-26T09:00")
    assert opening(london, utc("2026-03-27T17:30")).changes == utc("2026-03-30T08:00")


def test_a_holiday_closes_and_says_why(london: Office) -> None:
    Closure.objects.create(office=london, day=dt.date(2026, 12, 25), names={"en": "Christmas Day"})
    state = opening(london, utc("2026-12-25T10:00"))
    assert not state.is_open
    assert state.closure is not None
    assert state.closure.name("en") == "Christmas Day"
    assert state.changes == utc("2026-12-28T09:00")


def test_a_desk_that_never_closes_has_no_next_change(london: Office) -> None:
    london.hours.all().delete()
    for day in range(7):
        OpeningHours.objects.create(office=london, weekday=day, opens=dt.time(0), closes=dt.time(0))
    state = opening(london, utc("2026-11-24T03:00"))
    assert state.around_the_clock


def test_an_office_without_hours_promises_no_opening(london: Office) -> None:
    london.hours.all().delete()
    state = opening(london, utc("2026-11-24T10:00"))
    assert not state.is_open
    assert state.changes is None


def test_hours_past_midnight_count_on_the_next_day(london: Office) -> None:
    OpeningHours.objects.create(office=london, weekday=5, opens=dt.time(22), closes=dt.time(2))
    assert opening(london, utc("2026-11-29T01:00")).is_open


def test_the_demonstration_loads_twice_and_stays_the_same() -> None:
    demonstration.load()
    demonstration.load()
    assert Office.objects.count() == 18
    riyadh = Office.objects.get(slug="riyadh")
    assert riyadh.languages[0] == "ar"
    assert [bool(spans) for _day, spans in week(riyadh)] == [True, True, True, True, False, False, True]
    assert opening(Office.objects.get(slug="ministry")).around_the_clock
    for office in Office.objects.all():
        assert {text.language for text in office.texts.all()} == set(office.languages)
        assert all(row.name("zh-hant") for row in coming_closures(office))


def test_what_is_shown_ends_when_the_clocks_are_changed(london: Office) -> None:
    assert opening(london, utc("2027-03-28T00:10")).until == utc("2027-03-28T01:00")
    assert opening(london, utc("2027-03-27T23:50")).until == utc("2027-03-28T00:00")
    assert opening(london, utc("2027-03-28T01:30")).until == utc("2027-03-28T23:00")
    back = opening(london, utc("2026-10-25T00:30")).until  # an hour that the clock shows twice
    assert back.timestamp() == utc("2026-10-25T01:00").timestamp()
