"""The publisher of the ministry's duty desk."""

from __future__ import annotations

import pytest

from legation.accounts.models import Role, User
from legation.offices.models import Office, Region
from tests.conftest import make_staff
from tests.publishing.conftest import Joint


@pytest.fixture
def duty_publisher(joint: Joint) -> User:
    ministry = Office.objects.create(
        slug="ministry",
        country="TW",
        region=Region.ASIA_PACIFIC,
        time_zone="Asia/Taipei",
        languages=["en"],
        serves=[],
        phone="1",
        duty_phone="1",
        email="duty@example.org",
        is_duty_desk=True,
    )
    return make_staff("duty@example.org", Role.PUBLISHER, ministry)
