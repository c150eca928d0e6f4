"""Browsers of staff, and the ministry's own desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from legation.accounts.models import User
from legation.offices.models import Office, OfficeText, Region

SignIn = Callable[[User], Client]


@pytest.fixture
def sign_in() -> SignIn:
    def make(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture
def ministry(db: None) -> Office:
    return make_office("ministry", "TW", "Asia/Taipei", is_duty_desk=True)


@pytest.fixture
def paris(db: None) -> Office:
    return make_office("paris", "FR", "Europe/Paris")


def make_office(slug: str, country: str, zone: str, *, is_duty_desk: bool = False) -> Office:
    office = Office.objects.create(
        slug=slug,
        country=country,
        region=Region.EUROPE,
        time_zone=zone,
        languages=["en"],
        email=f"{slug}@example.org",
        is_duty_desk=is_duty_desk,
    )
    OfficeText.objects.create(
        office=office, language="en", name=slug.title(), city=slug.title(), address="1 St"
    )
    return office
