"""Which passwords are refused."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from legation.accounts.models import User
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
