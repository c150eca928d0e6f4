from __future__ import annotations

import pytest

from legation.assurance.inside import InsideSite
from legation.casework.cases.controls import (
    LettersAreAnsweredByTwoPeople,
    NobodyIsLateUntold,
    NoLetterIsForgotten,
    NothingIsSentOnUnasked,
)
from legation.casework.cases.models import Case
from legation.casework.desk.controls import NobodyErasedIsFound
from legation.casework.mailbox.controls import EverybodyCanWrite, OnlyWorkCountsAsWork
from legation.ledger.models import LedgerRecord
from legation.mail.models import OutgoingMail
from legation.promises import Control
from tests.casework.writing import open_letter

pytestmark = [pytest.mark.django_db]


@pytest.mark.parametrize(
    "control",
    [
        NoLetterIsForgotten(),
        NobodyIsLateUntold(),
        NothingIsSentOnUnasked(),
        LettersAreAnsweredByTwoPeople(),
        EverybodyCanWrite(),
        OnlyWorkCountsAsWork(),
        NobodyErasedIsFound(),
    ],
)
def test_each_control_sees_its_violation(control: Control, inside: InsideSite) -> None:
    open_letter()
    assert control.check(inside).kept is True
    with control.sabotage(inside):
        assert control.check(inside).kept is False
    assert control.check(inside).kept is True


def test_the_walked_letter_leaves_nothing_behind(inside: InsideSite) -> None:
    LettersAreAnsweredByTwoPeople().check(inside)
    assert not Case.objects.exists()
    assert not LedgerRecord.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_without_a_letter_nothing_is_proven(inside: InsideSite) -> None:
    assert NoLetterIsForgotten().check(inside).kept is None
