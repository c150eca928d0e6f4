"""What an access record holds: exactly the fields that the published policy lists, and no more.

Knows nothing of Django: the edge writes records before Django is there.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Protocol

COLUMNS: dict[str, str] = {
    "time": "TIMESTAMP",
    "address": "VARCHAR",
    "method": "VARCHAR",
    "place": "VARCHAR",
    "status": "SMALLINT",
    "bytes": "BIGINT",
    "microseconds": "BIGINT",
    "office": "VARCHAR",
    "language": "VARCHAR",
}
"""Column and type of segments and Parquet files alike. `address` is sealed under its day's key."""

KEEP = dt.timedelta(days=90)
HOUR = "%Y%m%d%H"


class Answered(Protocol):
    """One answer, as the edge tells it (`edge.records.AccessRecord`)."""

    @property
    def at(self) -> float:
        """Epoch seconds."""

    @property
    def address(self) -> str:
        """The address that asked, in clear; it is sealed before it is written."""

    @property
    def method(self) -> str:
        """Such as GET."""

    @property
    def place(self) -> str:
        """The path of a published page or file, else the route's name."""

    @property
    def status(self) -> int:
        """Such as 200."""

    @property
    def size(self) -> int:
        """Bytes of the body."""

    @property
    def microseconds(self) -> int:
        """How long the answer took."""

    @property
    def office(self) -> str:
        """The office whose page it is, or empty."""

    @property
    def language(self) -> str:
        """The language of the page, or empty."""


def folder(data: Path) -> Path:
    """Where the records of a data folder lie."""
    return data / "traffic"


def segment_files(data: Path) -> list[Path]:
    """Segments that are not compacted yet, oldest first: `HOUR-PROCESS.tsv`."""
    return sorted((folder(data) / "segments").glob("*.tsv"))


def parquet_files(data: Path) -> list[Path]:
    """Compacted segments, oldest first: `HOUR-PROCESS.parquet`."""
    return sorted((folder(data) / "parquet").glob("*.parquet"))


def hour_of(file: Path) -> dt.datetime:
    """The hour whose records a segment or Parquet file holds. Raises ValueError for another's file."""
    return dt.datetime.strptime(file.name[:10], HOUR).replace(tzinfo=dt.UTC)
