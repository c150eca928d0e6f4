"""Access records: sealed addresses, whole lines, compacted, counted, forgotten."""

from __future__ import annotations

import datetime as dt
import shutil
import time
from pathlib import Path

import pytest
from django.conf import settings

from legation.kernel import clock
from legation.traffic import queries, services
from legation.traffic.day_keys import key_files
from legation.traffic.fields import COLUMNS, parquet_files, segment_files
from legation.traffic.segments import Segments
from tests.traffic.records import Record


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a master key."""
    (tmp_path / "keys").mkdir()
    shutil.copy(settings.LEGATION_MASTER_KEY_FILE, tmp_path / "keys" / "master.key")
    return tmp_path


def write(data: Path, *records: Record) -> None:
    sink = Segments(data)
    for record in records:
        sink.record(record)
    sink.flush()


def everything(data: Path) -> str:
    return "".join(file.read_text() for file in segment_files(data))


def test_an_address_is_never_written_in_clear(data: Path) -> None:
    write(data, Record(address="192.0.2.7"), Record(address="2001:db8::7"))
    assert "192.0.2.7" not in everything(data)
    assert "2001:db8" not in everything(data)


def test_a_record_holds_exactly_the_listed_fields(data: Path) -> None:
    write(data, Record())
    assert len(everything(data).strip().split("\t")) == len(COLUMNS)


def test_the_thread_writes_within_a_second(data: Path) -> None:
    Segments(data).record(Record())
    deadline = time.monotonic() + 3
    while not segment_files(data) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert everything(data).count("\n") == 1


def test_a_hostile_place_stays_one_line(data: Path) -> None:
    write(data, Record(place="/en/a\tb\nc\x00\udce9/" + "x" * 5000))
    assert everything(data).count("\n") == 1
    assert len(everything(data)) < 1000
    assert queries.totals(data, 7).answers == 1


def test_addresses_are_counted_within_a_day_and_not_joined_across_days(data: Path) -> None:
    now = clock.now().replace(hour=12)
    write(
        data,
        *[Record(address="192.0.2.7", at=now.timestamp())] * 3,
        Record(address="192.0.2.8", at=now.timestamp()),
        Record(address="192.0.2.7", at=(now - dt.timedelta(days=1)).timestamp()),
    )
    found = queries.totals(data, 7)
    assert [day.addresses for day in found.days] == [1, 2]
    assert queries.busiest(data, now.date()) == [3, 1]
    sealed = {line.split("\t")[1] for line in everything(data).splitlines()}
    assert len(sealed) == 3


def test_closed_hours_become_parquet_and_count_once(data: Path) -> None:
    earlier = (clock.now() - dt.timedelta(hours=3)).timestamp()
    write(data, Record(at=earlier), Record(at=earlier, place="/static/site.css"), Record(status=404))
    segment = segment_files(data)[0]
    kept = segment.read_bytes()
    assert services.compact(data) == 1
    assert len(parquet_files(data)) == 1
    segment.write_bytes(kept)  # a crash before the segment was removed
    found = queries.totals(data, 7)
    assert found.answers == 3
    assert found.views == 1
    assert services.compact(data) == 1
    assert queries.totals(data, 7).answers == 3
    assert dict(found.statuses) == {"200": 2, "404": 1}


def test_a_line_cut_off_by_a_crash_is_left_out(data: Path) -> None:
    write(data, Record())
    with segment_files(data)[0].open("a") as file:
        file.write("2026-01-01 00:00:00.000\tabc\tGE")
    assert queries.totals(data, 7).answers == 1


def test_records_and_keys_end_after_ninety_days(data: Path) -> None:
    now = clock.now()
    with clock.at(now - dt.timedelta(days=91)):
        write(data, Record())
    write(data, Record())
    assert len(key_files(data)) == 2
    services.compact(data)
    services.forget(data)
    assert len(key_files(data)) == 1
    assert not parquet_files(data)
    assert len(segment_files(data)) == 1


def test_a_full_disk_stops_nobody(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "traffic").write_text("in the way")
    sink = Segments(data)
    sink.record(Record())
    sink.flush()
    (data / "traffic").unlink()
    sink.flush()
    assert everything(data).count("\n") == 1
    assert "wait" in capsys.readouterr().err


def test_public_totals_hold_views_only(data: Path) -> None:
    write(
        data,
        Record(office="london"),
        Record(place="case_status"),
        Record(language="zh-hant", place="/zh-hant/"),
    )
    found = queries.public_totals(data)
    assert found.views == 2
    assert found.by_office == [("london", 1)]
    assert dict(found.by_language) == {"en": 1, "zh-hant": 1}


def test_without_records_totals_are_empty(data: Path) -> None:
    assert queries.totals(data).days == []
    assert queries.public_totals(data).views == 0


def test_what_a_crash_left_half_compacted_is_forgotten_too(data: Path) -> None:
    half = data / "traffic" / "parquet" / "2026010100-1.9.half"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"records")
    with clock.at(dt.datetime(2026, 3, 1, tzinfo=dt.UTC)):
        assert services.forget(data) == 0
    with clock.at(dt.datetime(2026, 6, 1, tzinfo=dt.UTC)):
        assert services.forget(data) == 1
    assert not half.exists()
