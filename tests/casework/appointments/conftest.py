"""An office that receives people on three mornings, and applicants who want to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from legation.casework.appointments.making import make_slots
from legation.casework.appointments.models import Slot, Span
from legation.casework.cases.models import Case, Kind, Matter
from legation.kernel import clock
from legation.offices.models import Office
from tests.casework.writing import open_letter

NOW = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)  # a Monday; London is on winter time until the 29th


@pytest.fixture
def now() -> Iterator[dt.datetime]:
    with clock.at(NOW):
        yield NOW


@pytest.fixture
def span(london: Office, now: dt.datetime) -> Span:
    """Wednesdays from 10 to 11 in half hours, one person at a time."""
    row = Span.objects.create(
        office=london, weekday=2, opens=dt.time(10), closes=dt.time(11), services=["passport"]
    )
    make_slots()
    return row


def slots() -> list[Slot]:
    return list(Slot.objects.all())


def applicant(office: Office, number: int = 1, service: str = "passport") -> Case:
    case, _secret = open_letter(
        office,
        kind=Kind.APPLICATION,
        matter=Matter.APPLICATION,
        reference=service,
        submission=f"submission-{number}",
        email=f"applicant{number}@example.org",
    )
    return case
