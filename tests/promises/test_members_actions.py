"""`members.actions`: each control is good, turns bad under its sabotage, and is good again."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from legation.accounts.controls import SignInsAreRecorded
from legation.accounts.models import User
from legation.assurance.inside import InsideSite
from legation.ledger import batches
from legation.ledger.controls import RecordIsWhole
from legation.ledger.models import LedgerRecord
from legation.ledger.services import Act, record

pytestmark = pytest.mark.django_db


def test_good_then_bad_under_sabotage_then_good(inside: InsideSite) -> None:
    cache.clear()
    control = SignInsAreRecorded()
    before = User.objects.count()
    assert control.check(inside).kept is True, control.check(inside).seen
    with control.sabotage(inside):
        assert control.check(inside).kept is False
    assert control.check(inside).kept is True
    assert User.objects.count() == before


@pytest.mark.usefixtures("own_data")
def test_a_tampered_record_turns_the_promise(inside: InsideSite) -> None:
    for number in range(3):
        record(Act(f"test.act-{number}"))
    batches.batch()
    control, before = RecordIsWhole(), list(LedgerRecord.objects.values())
    good = control.check(inside)
    assert good.kept is True, good.seen
    assert good.seen.startswith("3 records are whole")
    with control.sabotage(inside):
        bad = control.check(inside)
        assert bad.kept is False
        assert "Record 2 " in bad.seen
        assert "was edited" in bad.seen
    assert control.check(inside).kept is True
    assert list(LedgerRecord.objects.values()) == before
    LedgerRecord.objects.filter(index=1).delete()
    assert control.check(inside).seen == "Record 1 is in the log, but not in the database: deleted."
