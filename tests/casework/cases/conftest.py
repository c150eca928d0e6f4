"""A duty desk, clients that are signed in, and buttons of the desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from legation.accounts.models import Role, User
from legation.casework.cases.models import Case
from legation.kernel import clock
from legation.offices.models import Office, OfficeText, Region
from tests.conftest import make_staff

Press = Callable[..., int]
MONDAY = dt.datetime(2026, 11, 30, 10, tzinfo=dt.UTC)


@pytest.fixture
def on_monday() -> Iterator[None]:
    """For tests with a date of their own: their people and grants begin then too, whatever day it is."""
    with clock.at(MONDAY):
        yield


@pytest.fixture
def ministry(db: None) -> Office:
    office = Office.objects.create(
        slug="ministry",
        country="TW",
        region=Region.ASIA_PACIFIC,
        time_zone="Asia/Taipei",
        languages=["en", "zh-hant"],
        email="duty@example.org",
        is_duty_desk=True,
    )
    OfficeText.objects.create(office=office, language="en", name="The Ministry", city="Taipei", address="1")
    return office


@pytest.fixture
def paris(db: None) -> Office:
    office = Office.objects.create(
        slug="paris",
        country="FR",
        region=Region.EUROPE,
        time_zone="Europe/Paris",
        languages=["en"],
        email="p@example.org",
    )
    OfficeText.objects.create(office=office, language="en", name="Office in Paris", city="Paris", address="1")
    return office


@pytest.fixture
def second_officer(london: Office) -> User:
    return make_staff("second.officer@example.org", Role.CASE_OFFICER, london)


@pytest.fixture
def second_supervisor(london: Office) -> User:
    return make_staff("second.supervisor@example.org", Role.SUPERVISOR, london)


@pytest.fixture
def parisian(paris: Office) -> User:
    return make_staff("paris@example.org", Role.CASE_OFFICER, paris)


def signed_in(user: User) -> Client:
    """A browser of this person."""
    client = Client()
    client.force_login(user)
    return client


def press(user: User, case: Case, name: str, **fields: object) -> int:
    """Press a button of the desk as its present page offers it; the status of the answer."""
    case.refresh_from_db()
    values = {
        "revision": str(case.revision),
        **{key.replace("_", "-"): value for key, value in fields.items()},
    }
    return signed_in(user).post(f"/staff/cases/{case.number}/{name}/", values).status_code


def page(user: User, case: Case) -> str:
    """The case's page at the desk."""
    answer = signed_in(user).get(f"/staff/cases/{case.number}/")
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()
