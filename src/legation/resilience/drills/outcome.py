"""What a drill measures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """Seconds until the attack was found, from there until all was back, and records lost."""

    detection_seconds: float
    restore_seconds: float
    records_lost: int
