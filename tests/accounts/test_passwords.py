"""Which passwords are refused, and how they are kept."""

from __future__ import annotations

import pytest
from argon2 import extract_parameters
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from pytest_django import Settings

from legation.accounts.models import User
from legation.config import settings as site
from tests.accounts.journeys import PASSWORD

OWNER = User(email="wang.xiaoming@example.org")


@pytest.mark.parametrize(
    "password",
    [
        "Orchard-77",  # short
        "password1234",
        "Passw0rd!2024",
        "qwertyuiop12",
        "iloveyou2024!",
        "passwordpassword",
        "123456123456",
        "a" * 256,
        "wang.xiaoming1",
        "xiaomingwang.",
        "王小明王小明王小明王小明",
    ],
)
def test_a_password_that_is_guessed_early_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, OWNER)


@pytest.mark.parametrize(
    "password",
    [PASSWORD, "violet harbour ladder 47", "correct horse battery staple", "青山 遠望 木船 夜雨 茶香 竹影"],
)
def test_words_that_do_not_belong_together_are_welcome(password: str) -> None:
    validate_password(password, OWNER)


def test_the_site_hashes_passwords_at_the_full_cost(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = site.PASSWORD_HASHERS
    kept = make_password(PASSWORD)
    algorithm, hashed = kept.split("$", 1)
    cost = extract_parameters(f"${hashed}")
    assert algorithm == "argon2"
    assert (cost.type.name, cost.time_cost >= 2, cost.memory_cost >= 64 * 1024) == ("ID", True, True)
    assert check_password(PASSWORD, kept)
    assert not check_password(PASSWORD + "x", kept)
