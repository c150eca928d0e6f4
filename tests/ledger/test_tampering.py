"""Each way to rewrite the record is found and named; an honest restore is not called tampering."""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path

import pytest
from django.db.models import F

from legation.kernel.errors import LegationError
from legation.ledger import batches
from legation.ledger.checkpoint import BadCheckpoint
from legation.ledger.models import LedgerMention, LedgerRecord
from legation.ledger.services import Act, record
from legation.ledger.verify import continues, verify

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql, pytest.mark.usefixtures("own_data")]


def ten() -> list[LedgerRecord]:
    rows = [record(Act(f"test.act-{number}", about=(uuid.uuid4(),))) for number in range(10)]
    batches.batch()
    for row in rows:
        row.refresh_from_db()
    return rows


def forget(rows: list[LedgerRecord]) -> None:
    LedgerMention.objects.filter(record__in=rows).delete()
    LedgerRecord.objects.filter(pk__in=[row.pk for row in rows]).delete()


def test_rows_get_their_places_in_order_and_the_record_is_whole() -> None:
    assert [row.index for row in ten()] == list(range(10))
    assert verify() == []
    assert batches.head().size == 10
    assert batches.batch() == 0


def test_an_empty_record_is_whole() -> None:
    batches.batch()
    assert verify() == []
    assert batches.head().size == 0


@pytest.mark.parametrize(
    "change",
    [
        {"detail": b"other"},
        {"commitment": b"\x01" * 32},
        {"action": "test.nothing"},
    ],
)
def test_edit(change: dict[str, object]) -> None:
    rows = ten()
    LedgerRecord.objects.filter(pk=rows[3].pk).update(**change)
    problems = verify()
    assert problems
    assert all(problem.startswith("Record 3 ") for problem in problems)


def test_edited_persons() -> None:
    rows = ten()
    LedgerMention.objects.filter(record=rows[2]).update(subject_id=uuid.uuid4())
    assert "Record 2" in verify()[0]


def test_delete() -> None:
    rows = ten()
    forget([rows[4]])
    assert verify() == [
        "Record 4 is in the log, but not in the database: deleted, or lost in a restore that nobody recorded."
    ]


def test_truncate() -> None:
    forget(ten()[7:])
    assert "Records 7 to 9 are in the log" in verify()[0]
    assert "rolled back" in verify()[0]


def test_swap() -> None:
    rows = ten()
    LedgerRecord.objects.filter(pk=rows[1].pk).update(index=100)
    LedgerRecord.objects.filter(pk=rows[2].pk).update(index=1)
    LedgerRecord.objects.filter(pk=rows[1].pk).update(index=2)
    assert len([problem for problem in verify() if "moved" in problem]) == 2


def test_insert() -> None:
    ten()
    LedgerRecord.objects.create(
        action="test.forged", at=LedgerRecord.objects.latest("pk").at, detail=b"x", commitment=b"y" * 32
    )
    assert "not yet in the log" in verify()[0]
    LedgerRecord.objects.filter(action="test.forged").update(index=F("id") + 1000)
    assert any("the log ends before it" in problem for problem in verify())


def test_a_forged_row_stays_found_after_it_came_into_the_tree() -> None:
    ten()
    LedgerRecord.objects.create(
        action="test.forged", at=LedgerRecord.objects.latest("pk").at, detail=b"x", commitment=b"y" * 32
    )
    batches.batch()
    assert "seal is broken" in verify()[0]


def test_changed_and_shortened_files(own_data: Path) -> None:
    ten()
    bundle = own_data / "ledger" / "tile" / "entries" / "000"
    content = bundle.read_bytes()
    bundle.write_bytes(content[:-34])
    assert "truncated" in verify()[0]
    record(Act("test.later"))
    with pytest.raises(LegationError):
        batches.batch()
    bundle.write_bytes(content[:10] + bytes([content[10] ^ 1]) + content[11:])
    assert any("Entry 0 of the log was changed" in problem for problem in verify())


def test_a_head_that_was_not_signed_here(own_data: Path) -> None:
    ten()
    file = own_data / "ledger" / "checkpoint"
    file.write_text(file.read_text().replace("\n10\n", "\n9\n"))
    assert verify()[0] == "The checkpoint is not signed by this log's key."
    for text in ("", "x\n1\n\n", "localhost/log\n-1\nAA==\n\n— x y\n", "\n\n\n"):
        file.write_text(text)
        assert verify()


def test_an_old_database_put_back_silently_is_found_even_after_it_grew() -> None:
    rows = ten()
    forget(rows[6:])
    record(Act("test.afterwards"))
    batches.batch()
    assert any("Records 6 to 9" in problem for problem in verify())


def test_an_honest_restore_continues_the_log_and_names_what_was_lost() -> None:
    rows = ten()
    earlier = batches.current()
    forget(rows[6:])
    batches.note_restored("snapshot-1")
    assert verify() == []
    assert continues(earlier)
    record(Act("test.afterwards"))
    batches.batch()
    assert verify() == []
    forget([rows[2]])
    assert "Record 2 " in verify()[0]


def test_an_outsider_with_an_old_checkpoint_finds_a_rewritten_log(own_data: Path) -> None:
    rows = ten()
    earlier = batches.current()
    shutil.rmtree(own_data / "ledger")
    LedgerRecord.objects.update(index=None)
    forget([rows[0]])
    batches.batch()
    assert verify() == []
    record(Act("test.more"))
    record(Act("test.more"))
    batches.batch()
    assert not continues(earlier)
    with pytest.raises(BadCheckpoint):
        continues(earlier.replace("localhost", "elsewhere"))


def test_rows_in_the_tree_but_unmarked_by_a_crash_are_recognised() -> None:
    rows = ten()
    LedgerRecord.objects.filter(pk__in=[row.pk for row in rows[8:]]).update(index=None)
    record(Act("test.next"))
    batches.batch()
    assert verify() == []
    assert batches.head().size == 11
