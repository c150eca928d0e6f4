"""The pages of an appointment: by a link, without script, cookie or account; and the office's desk."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urlsplit

import icalendar
import pytest
from django.test import Client
from django.utils import translation

from legation.accounts.models import Role
from legation.casework.applications import demonstration as applications
from legation.casework.appointments import services
from legation.casework.appointments.models import Booking, Slot, Span
from legation.casework.appointments.spans import services_at
from legation.casework.cases.views import view_path
from legation.offices.models import Office
from legation.questions.services.forms import publish
from tests.accessibility import assert_valid_html
from tests.casework.appointments.conftest import applicant, slots
from tests.casework.writing import hidden
from tests.conftest import make_staff
from tests.questions.forms import small_form

pytestmark = pytest.mark.django_db


def post(client: Client, path: str, act: str, **values: str) -> int:
    token = hidden(client.get(path).content.decode(), "form_token")
    return client.post(f"{path}{act}/", {"form_token": token, **values}).status_code


@pytest.mark.parametrize("language", ["en", "zh-hant", "ja", "es", "ar"])
def test_choosing_changing_and_cancelling(client: Client, london: Office, span: Span, language: str) -> None:
    case = applicant(london)
    path = urlsplit(services.link_of(case)).path.replace("/en/", f"/{language}/", 1)
    page = client.get(path)
    assert page.status_code == 200
    assert_valid_html(page.content.decode())
    first, second = slots()[:2]
    assert f'value="{first.pk}"' in page.content.decode()
    assert post(client, path, "book", slot=str(first.pk), people="1") == 302
    assert_valid_html(client.get(path).content.decode())
    assert post(client, path, "book", slot=str(second.pk), people="1") == 302
    file = client.get(f"{path}appointment.ics")
    event = icalendar.Calendar.from_ical(file.content).walk("VEVENT")[0]
    assert event.decoded("dtstart") == second.starts_at
    assert "passport" not in file.content.decode().lower(), "calendars are shared: the matter is not told"
    assert post(client, path, "cancel") == 302
    assert not Booking.objects.filter(state=Booking.State.BOOKED).exists()
    assert client.get(f"{path}appointment.ics").status_code == 404
    assert not client.cookies


def test_the_status_page_leads_there(client: Client, london: Office, span: Span) -> None:
    case = applicant(london)
    with translation.override("en"):
        shown = client.get(view_path(case)).content.decode()
    link = re.search(r'href="https://[^/]+(/en/appointments/[^"]+)"', shown)
    assert link
    assert client.get(link[1]).status_code == 200


def test_bad_input_is_answered_with_what_can_be_done(client: Client, london: Office, span: Span) -> None:
    case, other = applicant(london, 1), applicant(london, 2)
    path = urlsplit(services.link_of(case)).path
    services.book(other, slots()[0].pk, 1)
    for slot, status in (
        (str(slots()[0].pk), 409),
        ("999999", 409),
        ("", 422),
        ("x", 422),
        ("9" * 30, 422),
        ("-1", 422),
    ):
        answer = post(client, path, "book", slot=slot, people="1")
        assert answer == status, slot
    for people in ("0", "10", "x", "", "9" * 40):
        assert post(client, path, "book", slot=str(slots()[1].pk), people=people) == 422, people
    assert client.post(f"{path}book/", {"slot": "1", "people": "1"}).status_code == 422, "no token"
    assert client.get(f"{path}?people=99").status_code == 200
    assert client.get("/en/appointments/wrong/").status_code == 404
    assert client.post("/en/appointments/wrong/book/").status_code == 404
    assert client.get(f"{path}book/").status_code == 405
    assert post(client, path, "accept") == 409
    assert post(client, path, "cancel") == 409


def test_the_link_opens_the_appointment_and_not_the_case(client: Client, london: Office, span: Span) -> None:
    case = applicant(london)
    page = client.get(urlsplit(services.link_of(case)).path).content.decode()
    assert "applicant1@example.org" not in page
    assert "opening hours on Monday" not in page
    signed = urlsplit(services.link_of(case)).path.rstrip("/").rsplit("/", 1)[1]
    assert client.get(f"/en/cases/view/{signed}/").status_code == 403


def test_an_officer_sees_the_day_of_their_office_and_proposes(
    london: Office, span: Span, client: Client
) -> None:
    case = applicant(london)
    services.book(case, slots()[0].pk, 1)
    officer = make_staff("officer@example.org", Role.CASE_OFFICER, london)
    client.force_login(officer)
    page = client.get("/staff/appointments/?day=2026-03-04")
    assert case.number in page.content.decode()
    assert "applicant1@example.org" not in page.content.decode(), "a list opens nobody's data"
    assert client.get("/staff/appointments/elsewhere/").status_code == 404
    assert client.get("/staff/appointments/?day=2026-99-99").status_code == 200
    services.cancel(case)
    shown = client.get(f"/staff/cases/{case.number}/").content.decode()
    assert "Propose a time" in shown
    proposed = client.post(f"/staff/cases/{case.number}/appointment/", {"slot": slots()[1].pk, "people": "1"})
    assert proposed.status_code == 302
    assert Slot.objects.get(pk=slots()[1].pk).taken == 1
    assert client.get("/staff/appointments/london/plan/").status_code == 403, "an officer does not plan"


def test_a_supervisor_plans_the_week(london: Office, client: Client, now: dt.datetime) -> None:
    client.force_login(make_staff("supervisor@example.org", Role.SUPERVISOR, london))
    path = "/staff/appointments/london/plan/"
    good = {
        "weekday": "4",
        "opens": "09:00",
        "closes": "10:00",
        "minutes": "20",
        "pause": "0",
        "places": "2",
        "days_ahead": "10",
        "hours_before": "2",
    }
    for wrong in (
        {"minutes": "0"},
        {"closes": "09:10"},
        {"opens": "x"},
        {"places": "0"},
        {"days_ahead": "9999"},
    ):
        answer = client.post(path, {**good, **wrong})
        assert answer.status_code == 422, wrong
        assert 'value="20"' in answer.content.decode() or "minutes" in wrong, "what was typed is kept"
    assert client.post(path, good).status_code == 302
    assert Slot.objects.count() == 3
    span = Span.objects.get()
    assert_valid_html(client.get(path).content.decode())
    assert client.post(f"{path}{span.pk}/end/").status_code == 302
    assert not Slot.objects.bookable().exists()


def test_times_are_for_services_and_not_for_surveys(london: Office) -> None:
    applications.load()
    publish("opinions", small_form())
    offered = dict(services_at(london))
    assert {"passport-renewal", "birth-registration"} <= offered.keys()
    assert "opinions" not in offered
