"""Somebody who operates the site answers for continuing the log after a loss."""

from __future__ import annotations

from pathlib import Path

import pytest

from legation.accounts.models import User
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger import batches, resuming, services
from legation.ledger.models import LedgerRecord

pytestmark = pytest.mark.django_db


def test_the_record_names_the_operator_and_the_reason(own_data: Path, administrator: User) -> None:
    batches.batch()
    row = resuming.resume(administrator.email, "the disk broke")
    said = services.opened(row)
    assert said["actor"] == str(administrator.subject_id)
    assert said["detail"] == {
        "snapshot": "the disk broke",
        "lost": [],
        "ended": [],
        "operator": administrator.email,
    }


@pytest.mark.parametrize("name", ["editor@example.org", "nobody@example.org", "Ann"])
def test_nobody_else_continues_the_log(own_data: Path, administrator: User, editor: User, name: str) -> None:
    with pytest.raises(NotPermitted):
        resuming.resume(name, "the disk broke")
    assert not LedgerRecord.objects.filter(action="ledger.restored").exists()


def test_a_new_installation_takes_a_name_and_not_none(own_data: Path) -> None:
    batches.batch()
    with pytest.raises(Conflict):
        resuming.resume("", "the disk broke")
    row = resuming.resume("Ann Operator", "the disk broke")
    assert services.opened(row)["actor"] is None
