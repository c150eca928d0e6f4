"""Numbers can be spoken, typed and checked; secrets are kept only as hashes."""

from __future__ import annotations

import datetime as dt
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.casework.cases import numbers
from legation.kernel import clock

YEAR = 2026


def test_a_number_is_read_however_it_is_typed() -> None:
    number = numbers.new_number()
    for typed in (number.lower(), number.replace("-", " "), f"  {number.replace('-', '–')} "):
        assert numbers.read_number(typed) == number


def test_one_wrong_sign_or_a_swap_is_found() -> None:
    number = numbers.new_number()
    middle = number.split("-")[2]
    for place in range(6):
        for sign in numbers.SIGNS.replace(middle[place], ""):
            wrong = middle[:place] + sign + middle[place + 1 :]
            assert numbers.read_number(number.replace(middle, wrong)) is None
    for place in range(5):
        if middle[place] != middle[place + 1]:
            swapped = middle[:place] + middle[place + 1] + middle[place] + middle[place + 2 :]
            assert numbers.read_number(number.replace(middle, swapped)) is None


def test_no_number_is_given_of_which_a_swap_would_not_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    blind = f"LG-{YEAR}-43SFBB-{numbers.check_sign(f'{YEAR}43SFBB')}"
    assert numbers.read_number(blind.replace("43SFBB", "34SFBB")) is not None, "this one has such a swap"
    signs = iter("43SFBB7K3M9Q")
    monkeypatch.setattr(clock, "now", lambda: dt.datetime(YEAR, 5, 1, tzinfo=dt.UTC))
    monkeypatch.setattr(secrets, "choice", lambda among: next(signs))
    assert "43SFBB" not in numbers.new_number()


@given(st.text(max_size=80))
def test_anything_may_be_typed(typed: str) -> None:
    assert numbers.read_number(typed) is None or typed
    assert len(numbers.hash_of_secret("LG", typed)) == 64


def test_the_published_example_of_the_check() -> None:
    assert numbers.check_sign("A12425GABC1234002") == "M"  # the example of ISO 7064 MOD 37,36 (GRid)


def test_a_secret_is_the_same_for_the_same_submission_only() -> None:
    tokens = [numbers.confirmation_token(text) for text in ("one", "one", "two")]
    assert numbers.secret_of(tokens[0]) == numbers.secret_of(tokens[1]) != numbers.secret_of(tokens[2])
