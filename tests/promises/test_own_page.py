"""`members.accurate`, `members.actions`: the controls of the own page turn bad under their sabotage."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from legation.accounts.models import User
from legation.accounts.page_controls import (
    ActsTellFromWhere,
    DetailsAreCorrectedWithHistory,
    TermsAreTheAcceptedText,
)
from legation.assurance.inside import InsideSite
from legation.promises import Control

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "control", [TermsAreTheAcceptedText(), DetailsAreCorrectedWithHistory(), ActsTellFromWhere()]
)
def test_good_then_bad_under_sabotage_then_good(control: Control, inside: InsideSite) -> None:
    cache.clear()
    before = User.objects.count()
    assert control.check(inside).kept is True, control.check(inside).seen
    cache.clear()
    with control.sabotage(inside):
        assert control.check(inside).kept is False
    cache.clear()
    assert control.check(inside).kept is True
    assert User.objects.count() == before
