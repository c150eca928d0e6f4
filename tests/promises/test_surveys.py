"""`surveys`: each control is good, turns bad under its sabotage, and is good again."""

from __future__ import annotations

import pytest

from legation.assurance.inside import InsideSite
from legation.promises import Control
from legation.surveys import controls, demonstration
from legation.surveys.controls import (
    AnonymousAnswersCannotBeLedBack,
    AnswersLeaveNoTimeInTheLedger,
    ClosedSurveysTakeNothing,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "control",
    [AnonymousAnswersCannotBeLedBack(), AnswersLeaveNoTimeInTheLedger(), ClosedSurveysTakeNothing()],
)
def test_good_then_bad_under_sabotage_then_good(control: Control, inside: InsideSite) -> None:
    demonstration.load()
    assert control.check(inside).kept is True, control.check(inside).seen
    with control.sabotage(inside):
        assert control.check(inside).kept is not True
    assert control.check(inside).kept is True


def test_without_a_closed_survey_nothing_is_claimed(inside: InsideSite) -> None:
    assert ClosedSurveysTakeNothing().check(inside).kept is None


@pytest.mark.parametrize("step", [1, -1])
def test_an_order_is_told_forwards_and_backwards(step: int) -> None:
    marks = [(number, 0) for number in range(12)]
    swapped = [marks[1], marks[0], *marks[2:]]
    assert controls._follows(marks[::step], marks)
    assert controls._follows(swapped[::step], marks)
    assert not controls._follows([*marks[6:], *marks[:6]], marks)
