"""Whoever kept a head of the log finds that it was put back or rewritten; honest losses are admitted."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytest_django import Settings

from legation.assurance.inside import InsideSite
from legation.cli import checking
from legation.kernel.errors import LegationError
from legation.ledger import batches, comparing
from legation.ledger.checkpoint import BadCheckpoint
from legation.ledger.controls import RecordIsWhole
from legation.ledger.faults import Kind
from legation.ledger.outside import NotContinued, witness
from legation.ledger.services import Act, record
from legation.ledger.verify import verify
from tests.ledger.older import put_back

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def witness_file(settings: Settings, own_data: Path, tmp_path: Path) -> Path:
    settings.LEGATION_LEDGER_WITNESS = tmp_path / "elsewhere" / "witness"
    return tmp_path / "elsewhere" / "witness"


def acts(count: int) -> None:
    for _ in range(count):
        record(Act("test.act"))
    batches.batch()


@contextmanager
def whole_folder_put_back(data: Path) -> Iterator[None]:
    """Database, tiles and checkpoint alike are as before the block."""
    shutil.copytree(data / "ledger", data / "older")
    with put_back():
        yield
    shutil.rmtree(data / "ledger")
    (data / "older").rename(data / "ledger")


def test_the_whole_folder_put_back_is_found_by_the_witness(
    own_data: Path, witness_file: Path, inside: InsideSite
) -> None:
    acts(5)
    with whole_folder_put_back(own_data):
        acts(3)
        latest = witness_file.read_text()
    assert verify() == [], "nothing in the folder itself can show it"
    (fault,) = comparing.compare().faults
    assert (fault.kind, fault.first, fault.last) == (Kind.ROLLED_BACK, 5, 7)
    assert "The whole data folder was put back to an older copy." in fault.sentence
    assert RecordIsWhole().check(inside).kept is False
    seen = checking._heads([])
    assert not seen.fine
    assert "Records 5 to 7 are gone" in seen.told
    record(Act("test.afterwards"))
    with pytest.raises(LegationError, match="witness"):
        batches.batch()
    assert witness_file.read_text() == latest, "the evidence must not be written over"


def test_a_loss_that_is_admitted_is_not_called_tampering(
    own_data: Path, witness_file: Path, inside: InsideSite
) -> None:
    acts(5)
    with whole_folder_put_back(own_data):
        acts(2)
        between = batches.current()
        acts(1)
    batches.note_restored("the disk broke; its image of last night was put back")
    acts(4)
    found = comparing.compare()
    assert found.faults == []
    assert RecordIsWhole().check(inside).kept is True
    assert witness_file.read_text() == batches.current()
    (fault,) = comparing.compare([("a visitor", between)]).faults
    assert fault.sentence.startswith("Record 5 admits that a restore lost the log from there")


def test_a_restore_that_keeps_the_log_continues_every_head(own_data: Path, witness_file: Path) -> None:
    acts(5)
    with put_back():
        acts(3)
        kept = batches.current()
    batches.note_restored("snapshot-1")
    found = comparing.compare([("a visitor", kept)])
    assert found.faults == []
    assert found.continued == 2
    assert found.admitted == 0


def test_a_rewritten_log_is_found_and_the_place_narrowed_by_older_heads(own_data: Path) -> None:
    acts(3)
    first = batches.current()
    with whole_folder_put_back(own_data):
        acts(4)
        second = batches.current()
    acts(6)
    assert verify() == []
    found = comparing.compare([("second", second), ("first", first)])
    (fault,) = found.faults
    assert (fault.kind, fault.first, fault.last) == (Kind.REWRITTEN, 3, 6)
    assert found.continued == 1


@pytest.mark.usefixtures("own_data")
def test_what_is_no_checkpoint_of_this_log_is_refused(tmp_path: Path) -> None:
    acts(2)
    note = batches.current()
    for wrong in ("", "x", note.replace("localhost", "elsewhere"), note.replace("\n2\n", "\n1\n")):
        with pytest.raises(BadCheckpoint):
            comparing.compare([("a file", wrong)])
        (tmp_path / "wrong").write_text(wrong)
        assert not checking._heads([tmp_path / "wrong"]).fine
    (tmp_path / "wrong").write_bytes(b"\xff\xfe")
    assert not checking._heads([tmp_path / "wrong"]).fine
    assert not checking._heads([tmp_path / "missing"]).fine
    (tmp_path / "right").write_text(note)
    assert checking._heads([tmp_path / "right"]).fine


def test_a_witness_that_cannot_be_asked_leaves_it_unproven(
    own_data: Path, witness_file: Path, inside: InsideSite
) -> None:
    acts(2)
    witness_file.unlink()
    witness_file.mkdir()
    acts(1)
    assert batches.head().size == 3, "the record goes on without its witness"
    assert RecordIsWhole().check(inside).kept is None
    assert not checking._heads([]).fine


@pytest.mark.usefixtures("own_data")
def test_an_outsider_needs_only_the_web(inside: InsideSite, tmp_path: Path) -> None:
    kept = tmp_path / "head"
    acts(3)
    assert "3 records" in witness(inside, kept)
    for grown in (1, 250, 300):
        acts(grown)
        assert "continues" in witness(inside, kept)
    assert kept.read_text() == batches.current()
    acts(1)
    kept.write_text(kept.read_text().replace("\n554\n", "\n553\n"))
    with pytest.raises(BadCheckpoint):
        witness(inside, kept)


def test_an_outsider_finds_a_log_that_was_put_back_or_rewritten(
    own_data: Path, inside: InsideSite, tmp_path: Path
) -> None:
    kept = tmp_path / "head"
    acts(300)
    with whole_folder_put_back(own_data):
        acts(5)
        witness(inside, kept)
    before = kept.read_text()
    with pytest.raises(NotContinued, match="Records 300 to 304 are gone"):
        witness(inside, kept)
    acts(9)
    with pytest.raises(NotContinued, match="rewritten"):
        witness(inside, kept)
    assert kept.read_text() == before
    assert (tmp_path / "head.conflict").read_text() == batches.current()
