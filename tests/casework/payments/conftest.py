"""An application in London that costs 37 pounds."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from legation.casework.cases.models import Case, Kind, Matter
from legation.casework.payments import services
from legation.casework.payments.models import Charge, Fee
from legation.offices.models import Office
from tests.casework.writing import open_letter


@pytest.fixture(autouse=True)
def sandbox(settings: Settings) -> None:
    settings.LEGATION_PAYMENTS = "sandbox"


def applicant(office: Office, number: int = 1) -> Case:
    case, _secret = open_letter(
        office,
        kind=Kind.APPLICATION,
        matter=Matter.APPLICATION,
        reference="passport-renewal",
        submission=f"submission-{number}",
        email=f"applicant{number}@example.org",
    )
    return case


@pytest.fixture
def case(london: Office) -> Case:
    Fee.objects.get_or_create(service="passport-renewal", office=london, minor=3700, currency="GBP")
    case = applicant(london)
    services.owe(case)
    return case


def charge_of(case: Case) -> Charge:
    return Charge.objects.get(case=case)
