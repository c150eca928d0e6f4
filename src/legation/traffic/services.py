"""Compacting closed hours, and forgetting after ninety days."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from legation.kernel import clock
from legation.traffic.day_keys import key_files
from legation.traffic.fields import KEEP, folder, hour_of, parquet_files, segment_files
from legation.traffic.queries import connect, reading

SETTLED = dt.timedelta(minutes=5)


def compact(data: Path) -> int:
    """Turn the segments of closed hours into Parquet files of the same name; returns how many.

    Interrupted anywhere it can be repeated: a segment counts only while its Parquet file is missing.
    """
    closed = [
        file for file in segment_files(data) if hour_of(file) + dt.timedelta(hours=1) + SETTLED < clock.now()
    ]
    for file in closed:
        _compact_one(file, folder(data) / "parquet" / f"{file.stem}.parquet")
    return len(closed)


def forget(data: Path) -> int:
    """Delete records and day keys older than ninety days; returns how many files went."""
    last = (clock.now() - KEEP).date()
    old = [file for file in (*segment_files(data), *parquet_files(data)) if hour_of(file).date() <= last]
    halves = (folder(data) / "parquet").glob("*.half")  # left by a crash while compacting
    old += [file for file in halves if hour_of(file).date() <= last]
    old += [file for file in key_files(data) if dt.date.fromisoformat(file.stem) <= last]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


def _compact_one(segment: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        half = target.with_suffix(f".{os.getpid()}.half")
        place = str(half).replace("'", "''")
        with connect() as connection:
            connection.sql(
                f"COPY (SELECT * FROM {reading([segment])} ORDER BY time) TO '{place}'"  # noqa: S608  # our own file names
                " (FORMAT parquet, COMPRESSION zstd)"
            )
        half.chmod(0o640)
        half.replace(target)
    segment.unlink()
