"""`members.session`: the control is good, turns bad under its sabotage, and is good again."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from legation.accounts.controls import SigningOutEnds
from legation.accounts.models import User
from legation.assurance.inside import InsideSite

pytestmark = pytest.mark.django_db


def test_good_then_bad_under_sabotage_then_good(inside: InsideSite) -> None:
    cache.clear()
    control = SigningOutEnds()
    before = User.objects.count()
    assert control.check(inside).kept is True, control.check(inside).seen
    with control.sabotage(inside):
        assert control.check(inside).kept is False
    assert control.check(inside).kept is True
    assert User.objects.count() == before
