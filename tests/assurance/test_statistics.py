"""The public totals count, and name nobody."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from legation.accounts.models import User
from legation.disclosure import services
from legation.disclosure.models import Ground

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "zh-hant", "ja", "es", "ar"])
def test_the_page_answers_before_anything_happened(client: Client, language: str) -> None:
    answer = client.get(f"/{language}/statistics/")
    assert answer.status_code == 200
    assert not answer.cookies


def test_a_disclosure_is_counted_but_not_named(
    client: Client, member: User, privacy_officer: User, second_privacy_officer: User
) -> None:
    row = services.propose(
        privacy_officer,
        ground=Ground.AUTHORITY,
        recipient="District court",
        request_reference="A-1",
        reasons="Article 1",
        source="member",
        reference=member.email,
        fields=["email"],
    )
    services.decide(row.pk, second_privacy_officer, approve=True)
    services.deliver(row.pk, privacy_officer)
    page = client.get("/en/statistics/").content.decode()
    assert "District court" not in page
    assert member.email not in page
    assert re.search(r"Another authority, for its duties</th>\s*<td[^>]*>1</td>", page)
