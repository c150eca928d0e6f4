"""Access records for these tests."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from legation.kernel import clock

LONG_AGO = dt.timedelta(days=91)


@dataclass(frozen=True)
class Record:
    """Looks like `edge.records.AccessRecord`."""

    address: str = "192.0.2.7"
    place: str = "/en/"
    status: int = 200
    at: float = field(default_factory=lambda: clock.now().timestamp())
    method: str = "GET"
    size: int = 1000
    microseconds: int = 90
    office: str = ""
    language: str = "en"
