from __future__ import annotations

from types import SimpleNamespace

import pytest

from legation.assurance.inside import InsideSite
from legation.casework.cases.models import Kind, Matter
from legation.casework.mailbox.controls import PolicyQuestionsAreAnsweredInTime, PolicyQuestionsReachUs
from legation.publishing import context
from tests.casework.writing import open_letter

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    version = SimpleNamespace(version=3)
    monkeypatch.setattr(context, "policy", lambda request: {"policy_in_force": version})


@pytest.mark.usefixtures("in_force")
def test_the_form_is_open_and_names_the_version(inside: InsideSite) -> None:
    control = PolicyQuestionsReachUs()
    assert control.check(inside).kept is True
    assert b"version 3" in inside.get("/en/policy/contact/").body
    with control.sabotage(inside):
        assert control.check(inside).kept is False
    assert control.check(inside).kept is True


def test_without_a_policy_nothing_is_proven(inside: InsideSite) -> None:
    assert PolicyQuestionsReachUs().check(inside).kept is None


def test_a_question_left_lying_is_seen(inside: InsideSite) -> None:
    control = PolicyQuestionsAreAnsweredInTime()
    open_letter(kind=Kind.POLICY, matter=Matter.POLICY)
    assert control.check(inside).kept is True
    with control.sabotage(inside):
        assert control.check(inside).kept is False
    assert control.check(inside).kept is True


def test_without_a_question_nothing_is_proven(inside: InsideSite) -> None:
    assert PolicyQuestionsAreAnsweredInTime().check(inside).kept is None
