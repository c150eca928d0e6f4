"""People who are abroad where the office of London looks after them."""

from __future__ import annotations

import datetime as dt

import pytest

from legation.accounts.models import User
from legation.casework.registration.models import Area, Notice, Registration, Stay
from legation.casework.registration.services import notices, registering
from legation.casework.registration.services.registering import Entry
from legation.kernel import clock
from legation.offices.models import Office

TEXTS = {
    "en": {"title": "Storm on Monday", "text": "Stay indoors."},
    "zh-hant": {"title": "週一暴風", "text": "請勿外出。"},
}


@pytest.fixture
def scotland(london: Office) -> Area:
    return Area.objects.create(
        office=london, country="GB", code="scotland", names={"en": "Scotland", "zh-hant": "蘇格蘭"}
    )


def entry(**changes: object) -> Entry:
    values: dict[str, object] = {
        "country": "GB",
        "stay": Stay.TRAVEL,
        "begins_on": clock.today(),
        "ends_on": clock.today() + dt.timedelta(days=30),
        "name": "王小明",
        "email": "abroad@example.org",
        "phone": "+44 7700 900123",
        "place": "1 Secret Street",
        "companions": "林美玲, 1990\n王小小, 2019",
        "contact": "Mother, +886 2 0000 0000",
        "language": "en",
        "languages": ("en",),
    }
    return Entry(**{**values, **changes})  # type: ignore[arg-type]  # of the right kinds above


def registered(number: int = 1, **changes: object) -> Registration:
    """Confirmed, under an address of its own."""
    values = {"email": f"abroad.{number}@example.org", **changes}
    row = registering.register(entry(**values), submission=f"submission {number} {sorted(map(str, values))}")
    return registering.confirm(row)


def draft(office: Office, officer: User, **changes: object) -> Notice:
    return notices.write(office, actor=officer, **{"texts": TEXTS, **changes})  # type: ignore[arg-type]  # named above
