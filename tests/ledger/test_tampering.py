"""Each way to rewrite the record is found and named; an honest restore is not called tampering."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from legation.kernel.errors import LegationError
from legation.ledger import batches, comparing, progress
from legation.ledger import verify as verifying
from legation.ledger.faults import Fault, Kind
from legation.ledger.models import LedgerMention, LedgerRecord
from legation.ledger.services import Act, record
from legation.ledger.tiles import Tiles
from legation.ledger.verify import verify, verify_part
from tests.ledger.older import put_back

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


def forge(**fields: object) -> LedgerRecord:
    values = {"action": "test.forged", "at": LedgerRecord.objects.latest("pk").at, "detail": b"x" * 40}
    return LedgerRecord.objects.create(**{**values, "commitment": b"y" * 32, **fields})


def told(faults: list[Fault]) -> list[tuple[Kind, int | None, int | None]]:
    """Kind and place; the same is found part by part as when all is read."""
    parts, _ = verify_part()
    if faults:
        assert {fault.sentence for fault in faults} <= {fault.sentence for fault in parts}
    return [(fault.kind, fault.first, fault.last) for fault in faults]


def test_rows_get_their_places_in_order_and_the_record_is_whole() -> None:
    assert [row.index for row in ten()] == list(range(10))
    assert verify() == []
    assert verify_part()[0] == []
    assert batches.head().size == 10
    assert batches.batch() == 0


def test_an_empty_record_is_whole() -> None:
    batches.batch()
    assert verify() == []
    assert verify_part()[0] == []
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
    assert told(verify()) == [(Kind.EDITED, 3, 3)]


def test_edited_time() -> None:
    rows = ten()
    LedgerRecord.objects.filter(pk=rows[5].pk).update(at=rows[0].at)
    assert told(verify()) == [(Kind.EDITED, 5, 5)]


def test_edited_persons() -> None:
    rows = ten()
    LedgerMention.objects.filter(record=rows[2]).update(subject_id=uuid.uuid4())
    assert told(verify()) == [(Kind.EDITED, 2, 2)]


def test_delete() -> None:
    rows = ten()
    forget([rows[4]])
    assert told(verify()) == [(Kind.DELETED, 4, 4)]
    assert verify()[0].sentence == "Record 4 is in the log, but not in the database: deleted."
    forget([rows[0], rows[5]])
    assert told(verify()) == [(Kind.DELETED, 0, 0), (Kind.DELETED, 4, 5)]


def test_the_last_rows_and_all_rows_deleted() -> None:
    rows = ten()
    forget(rows[7:])
    assert told(verify()) == [(Kind.DELETED, 7, 9)]
    forget(rows)
    assert told(verify()) == [(Kind.DELETED, 0, 9)]


def test_swap() -> None:
    rows = ten()
    LedgerRecord.objects.filter(pk=rows[1].pk).update(index=100)
    LedgerRecord.objects.filter(pk=rows[2].pk).update(index=1)
    LedgerRecord.objects.filter(pk=rows[1].pk).update(index=2)
    assert told(verify()) == [(Kind.MOVED, 1, 1), (Kind.MOVED, 2, 2)]
    assert verify()[0].sentence.endswith("was moved: the log holds it as record 2.")


def test_insert() -> None:
    ten()
    forged = forge()
    assert told(verify()) == [(Kind.INSERTED, None, None)]
    assert batches.batch() == 0, "a row that was not sealed here must not come into the log"
    LedgerRecord.objects.filter(pk=forged.pk).update(index=10)
    assert told(verify()) == [(Kind.INSERTED, 10, 10)]


def test_a_genuine_record_inserted_once_more() -> None:
    rows = ten()
    forge(action=rows[3].action, at=rows[3].at, detail=rows[3].detail, commitment=rows[3].commitment)
    batches.batch()
    assert (Kind.INSERTED, 10, 10) in told(verify())
    assert any("it is a copy of record 3" in str(fault) for fault in verify())


def test_forged_rows_do_not_hold_up_the_others() -> None:
    ten()
    forge()
    record(Act("test.afterwards"))
    assert batches.batch() == 1
    assert batches.head().size == 11


def test_truncated_and_changed_files(own_data: Path) -> None:
    ten()
    bundle = own_data / "ledger" / "tile" / "entries" / "000"
    content = bundle.read_bytes()
    bundle.write_bytes(content[:-34])
    assert told(verify())[0] == (Kind.LOG_TRUNCATED, 9, 9)
    record(Act("test.later"))
    with pytest.raises(LegationError):
        batches.batch()
    LedgerRecord.objects.filter(action="test.later").delete()
    bundle.write_bytes(content[:10] + bytes([content[10] ^ 1]) + content[11:])
    assert (Kind.LOG_CHANGED, 0, 0) in told(verify())


def test_an_entry_and_its_hash_changed_together(own_data: Path) -> None:
    for _ in range(300):
        record(Act("test.act"))
    batches.batch()
    assert verify() == []
    hashes = own_data / "ledger" / "tile" / "0" / "000"
    content = hashes.read_bytes()
    hashes.write_bytes(content[:32] + b"\x07" * 32 + content[64:])
    assert (Kind.LOG_CHANGED, 0, 255) in told(verify())


def test_a_head_that_was_not_signed_here(own_data: Path) -> None:
    ten()
    file = own_data / "ledger" / "checkpoint"
    file.write_text(file.read_text().replace("\n10\n", "\n9\n"))
    assert told(verify()) == [(Kind.BAD_HEAD, None, None)]
    for text in ("", "x\n1\n\n", "localhost/log\n-1\nAA==\n\n— x y\n", "\n\n\n"):
        file.write_text(text)
        assert verify()


def test_an_old_database_put_back_silently_is_found() -> None:
    ten()
    with put_back():
        for _ in range(4):
            record(Act("test.undone"))
        batches.batch()
    assert told(verify()) == [(Kind.ROLLED_BACK, 10, 13)]


def test_an_old_database_put_back_is_found_even_after_it_grew() -> None:
    ten()
    with put_back():
        for _ in range(4):
            record(Act("test.undone"))
        batches.batch()
    record(Act("test.afterwards"))
    batches.batch()
    assert told(verify()) == [(Kind.ROLLED_BACK, 10, 13)]


def test_an_honest_restore_continues_the_log_and_names_what_was_lost() -> None:
    rows = ten()
    earlier = batches.current()
    with put_back():
        record(Act("test.undone"))
        batches.batch()
    batches.note_restored("snapshot-1")
    assert verify() == []
    assert verify_part()[0] == []
    assert comparing.compare([("my checkpoint", earlier)]).faults == []
    record(Act("test.afterwards"))
    batches.batch()
    assert verify() == []
    forget([rows[2]])
    assert told(verify()) == [(Kind.DELETED, 2, 2)]


def test_a_lost_record_put_back_does_not_hide_a_deleted_one() -> None:
    rows = ten()
    forget(rows[9:])
    batches.note_restored("snapshot-1")
    lost = rows[9]
    forge(action=lost.action, at=lost.at, detail=lost.detail, commitment=lost.commitment, index=9)
    forget([rows[4]])
    assert (Kind.DELETED, 4, 4) in told(verify())


def test_rows_in_the_tree_but_unmarked_by_a_crash_are_recognised() -> None:
    rows = ten()
    LedgerRecord.objects.filter(pk__in=[row.pk for row in rows[8:]]).update(index=None)
    assert verify() == []
    record(Act("test.next"))
    batches.batch()
    assert verify() == []
    assert batches.head().size == 11


def test_the_whole_log_made_anew_is_found_by_what_was_verified_before(own_data: Path) -> None:
    rows = ten()
    assert verify_part()[0] == []
    known = (own_data / "ledger" / "verified").read_bytes()
    shutil.rmtree(own_data / "ledger")
    LedgerRecord.objects.update(index=None)
    forget([rows[0]])
    record(Act("test.more"))
    batches.batch()
    assert verify() == []
    (own_data / "ledger" / "verified").write_bytes(known)
    assert [fault.kind for fault in verify_part()[0]] == [Kind.REWRITTEN]
    (own_data / "ledger" / "verified").write_bytes(known.replace(b'"size": 10', b'"size": 11'))
    assert progress.load().size == 0, "progress that was changed from outside must count for nothing"


def test_older_records_are_looked_at_in_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "NEWEST", 2)
    monkeypatch.setattr(verifying, "SLICE", 3)
    rows = ten()
    assert verify_part()[0] == []
    LedgerRecord.objects.filter(pk=rows[4].pk).update(action="test.nothing")
    looks = [[fault.first for fault in verify_part()[0]] for _ in range(4)]
    assert looks[0] == []
    assert looks[1:] == [[4], [4], [4]], "a part with a fault is looked at until it is whole"
    LedgerRecord.objects.filter(pk=rows[4].pk).update(action=rows[4].action)
    assert [verify_part()[0] for _ in range(3)] == [[], [], []]
    assert progress.load().whole_at is not None


@pytest.mark.parametrize("look", [verify, lambda: verify_part()[0]])
def test_what_is_recorded_while_one_looks_is_no_fault(
    monkeypatch: pytest.MonkeyPatch, look: Callable[[], list[Fault]]
) -> None:
    real = verifying._size_and_gaps

    def grows(log: Tiles) -> tuple[int, list[Fault]]:
        found = real(log)
        ten()
        return found

    assert len(ten()) == 10
    monkeypatch.setattr(verifying, "_size_and_gaps", grows)
    assert look() == []
    assert batches.head().size == 20
