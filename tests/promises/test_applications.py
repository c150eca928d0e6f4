"""`applications`: each control is good, turns bad under its sabotage, and is good again."""

from __future__ import annotations

import pytest

from legation.assurance.inside import InsideSite
from legation.casework.applications import demonstration
from legation.casework.applications.controls import (
    AnswersGoWhenTheirTimeIsOver,
    EveryOnlineServiceCanBeAppliedFor,
    NothingSentIsLost,
    OnlyScannedFilesAreOpened,
)
from legation.casework.payments import demonstration as fees
from legation.casework.payments.controls import NobodyPaysTwice
from legation.offices.models import Office
from legation.promises import Control

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "control",
    [
        NothingSentIsLost(),
        OnlyScannedFilesAreOpened(),
        EveryOnlineServiceCanBeAppliedFor(),
        AnswersGoWhenTheirTimeIsOver(),
    ],
)
def test_good_then_bad_under_sabotage_then_good(control: Control, london: Office, inside: InsideSite) -> None:
    demonstration.load()
    assert control.check(inside).kept is True, control.check(inside).seen
    with control.sabotage(inside):
        assert control.check(inside).kept is False
    assert control.check(inside).kept is True


def test_without_an_application_nothing_is_proven(inside: InsideSite) -> None:
    assert NothingSentIsLost().check(inside).kept is None


def test_a_fee_that_was_paid_once_too_often_is_noticed(london: Office, inside: InsideSite) -> None:
    control = NobodyPaysTwice()
    assert control.check(inside).kept is None
    fees.load()
    demonstration.load()
    assert control.check(inside).kept is True, control.check(inside).seen
    with control.sabotage(inside):
        assert control.check(inside).kept is False
    assert control.check(inside).kept is True
