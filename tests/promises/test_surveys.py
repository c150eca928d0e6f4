"""`surveys`: each control is good, turns bad under its sabotage, and is good again."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.test import Client

from legation.kernel.http import Answer
from legation.promises import Control
from legation.surveys import demonstration
from legation.surveys.controls import (
    AnonymousAnswersCannotBeLedBack,
    AnswersLeaveNoTimeInTheLedger,
    ClosedSurveysTakeNothing,
)

pytestmark = pytest.mark.django_db


class Here:
    """The application in process, as its visitors see it."""

    origin = "https://localhost:8443"

    def get(self, path: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        return self.ask("GET", path, headers=headers)

    def ask(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        given = dict(headers or {})
        kind = given.pop("Content-Type", "application/octet-stream")
        answer = Client().generic(method, path, body or b"", content_type=kind, headers=given)
        pairs = tuple((name.lower(), value) for name, value in answer.headers.items())
        return Answer(answer.status_code, pairs, answer.content)


@pytest.mark.parametrize(
    "control",
    [AnonymousAnswersCannotBeLedBack(), AnswersLeaveNoTimeInTheLedger(), ClosedSurveysTakeNothing()],
)
def test_good_then_bad_under_sabotage_then_good(control: Control) -> None:
    demonstration.load()
    assert control.check(Here()).kept is True, control.check(Here()).seen
    with control.sabotage(Here()):
        assert control.check(Here()).kept is not True
    assert control.check(Here()).kept is True


def test_without_a_closed_survey_nothing_is_claimed() -> None:
    assert ClosedSurveysTakeNothing().check(Here()).kept is None
