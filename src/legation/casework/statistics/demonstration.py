"""The demonstration's cases are counted at once, so that the figures show without waiting for the job."""

from __future__ import annotations

from legation.casework.statistics.counting import count


def load() -> None:
    """Safe to repeat."""
    count(everything=True)
