"""Addresses that imitate those of others."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from legation.accounts.lookalikes import one_script
from legation.accounts.models import User
from tests.accounts.journeys import register

IMITATIONS = [
    "m\u0435mber@example.org",  # Cyrillic е
    "member@ex\u0430mple.org",  # Cyrillic а
    "member@xn--exmple-4nf.org",  # the same, encoded
    "member@\u0430\u0440\u0440\u04cf\u0435.com",  # all Cyrillic, reads as Latin
    "member@g\u03bf\u03bfgle.com",  # Greek
]


@pytest.mark.parametrize("address", IMITATIONS)
def test_imitations_are_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        one_script(address)


@pytest.mark.parametrize(
    "address",
    [
        "o'brien+post@example.org",
        "lin@外交部.tw",
        "лена@почта.рф",
        "tanaka@東京タワー.jp",
        "a1@xn--fiq228c.tw",
    ],
)
def test_honest_addresses_of_any_script_are_not_taken_for_imitations(address: str) -> None:
    one_script(address)


@pytest.mark.django_db
@pytest.mark.parametrize("address", IMITATIONS[:2])
def test_registering_with_one_is_answered_in_words(client: Client, address: str) -> None:
    answer = register(client, address)
    assert answer.status_code == 422
    assert "look like those of another script" in answer.content.decode()
    assert "王小明" in answer.content.decode(), "what was typed is still there"
    assert not User.objects.exists()
