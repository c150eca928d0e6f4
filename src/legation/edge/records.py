"""The access record: exactly what the policy lists, handed to whoever keeps it."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class AccessRecord(NamedTuple):
    """One answer. `place` is the path of a published page or static file, else the route's name:
    other paths can carry secrets. `microseconds` is how long the answer took; `at` is epoch seconds."""

    at: float
    address: str
    method: str
    place: str
    status: int
    size: int
    microseconds: int
    office: str
    language: str


class Sink(Protocol):
    """Where records go. Called on the way of every answer: it must be quick and must not raise."""

    def record(self, record: AccessRecord) -> None:
        """Keep one record."""
