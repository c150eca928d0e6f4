"""The list of what nobody does alone: each duty is asked about somewhere, and refuses whoever did the first half."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

import legation
from legation.accounts.models import Role, User
from legation.accounts.staff import duties
from legation.kernel.errors import NotPermitted
from legation.offices.models import Office
from tests.conftest import make_staff

SOURCES = [path.read_text() for path in Path(legation.__file__).parent.rglob("*.py") if path.stem != "duties"]
NAMES = {name: duty for name, duty in vars(duties).items() if isinstance(duty, duties.Duty)}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_each_duty_is_asked_about(name: str) -> None:
    asked = re.compile(rf"apart\({name},|{name}\.refusal")
    assert any(asked.search(text) for text in SOURCES), f"{name} stands in the list and is asked nowhere"


@given(
    duty=st.sampled_from(sorted(NAMES)),
    by=st.integers(1, 9),
    earlier=st.lists(st.none() | st.integers(1, 9), max_size=4),
)
def test_whoever_did_an_earlier_part_is_refused_and_nobody_else(
    duty: str, by: int, earlier: list[int | None]
) -> None:
    person = User(pk=by)
    if by not in earlier:
        duties.apart(NAMES[duty], person, *earlier)
        return
    with pytest.raises(NotPermitted) as refused:
        duties.apart(NAMES[duty], person, *earlier)
    assert refused.value.sentence == NAMES[duty].refusal


@pytest.mark.django_db
def test_the_page_names_each_duty_and_who_can_be_the_second_person(
    client: Client, london: Office, publisher: User, privacy_officer: User
) -> None:
    client.force_login(privacy_officer)
    page = client.get("/staff/duties/").content.decode()
    rows = dict(re.findall(r'<th scope="row">([^<]+)</th>(.*?)</tr>', page, re.DOTALL))
    assert set(rows) == {str(duty.title) for duty in duties.DUTIES.values()}
    publishing = rows[str(duties.PUBLICATION.title)]
    assert publisher.email in publishing
    assert privacy_officer.email not in publishing
    assert "Fewer than two people" in publishing
    make_staff("another@example.org", Role.PUBLISHER, london)
    again = client.get("/staff/duties/").content.decode()
    assert "another@example.org" in again
    assert again.count("Fewer than two people") < page.count("Fewer than two people")


@pytest.mark.django_db
def test_an_offices_administrator_reads_of_that_office_only(
    client: Client, london: Office, publisher: User
) -> None:
    tokyo = Office.objects.create(slug="tokyo", country="JP", time_zone="Asia/Tokyo", languages=["en"])
    client.force_login(make_staff("tokyo@example.org", Role.ADMINISTRATOR, tokyo))
    page = client.get("/staff/duties/").content.decode()
    assert "tokyo@example.org" in page
    assert publisher.email not in page
