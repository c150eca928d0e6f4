"""Tokens: the same person always has the same, nobody can make one, and none is kept."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legation.surveys.access.services.entering import token_of_address
from legation.surveys.access.tokens import SIGNS, read_token, spoken, token_of
from legation.surveys.models import Survey
from tests.surveys.planned import small

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def survey(db: None) -> Survey:
    return small(access="email")


def test_an_address_has_one_token_however_it_is_written(survey: Survey) -> None:
    one = token_of_address(survey, "Wang@Example.org")
    assert one == token_of_address(survey, " wang@example.ORG ")
    assert one != token_of_address(survey, "wang2@example.org")
    assert one != token_of_address(small(slug="other", access="email"), "wang@example.org")
    assert one != token_of(survey, "member", "wang@example.org")


def test_a_code_is_read_as_it_is_typed(survey: Survey) -> None:
    token = token_of(survey, "letter", "1 1")
    assert read_token(survey, token) == token
    assert read_token(survey, spoken(token).upper()) == token
    assert read_token(survey, f" {spoken(token).replace('1', 'l').replace('0', 'o')} ") == token


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(place=st.integers(0, 31), sign=st.sampled_from(SIGNS), noise=st.text(max_size=60))
def test_no_other_code_is_taken(survey: Survey, place: int, sign: str, noise: str) -> None:
    token = token_of(survey, "letter", "1 1")
    changed = token[:place] + sign + token[place + 1 :]
    assert read_token(survey, changed) == (token if changed == token else "")
    assert read_token(survey, noise) == ""
    other = Survey(pk=survey.pk + 1, slug=survey.slug)
    assert read_token(other, token) == ""
