"""What the detector writes down each second: that it watches, and what it saw in the last hour."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from legation.kernel import clock
from legation.kernel.files import write_atomically

STALE_SECONDS = 30


@dataclass(frozen=True)
class Heartbeat:
    """`age` is None when no detector ever ran; `signals` are those of the last hour by kind."""

    age: float | None
    signals: Mapping[str, int]

    @property
    def is_alive(self) -> bool:
        """Whether the detector watches now."""
        return self.age is not None and self.age < STALE_SECONDS


def beat(data: Path, signals: Mapping[str, int]) -> None:
    """Called by the detector."""
    content = {"at": clock.now().timestamp(), "signals": dict(signals)}
    write_atomically(_file(data), json.dumps(content).encode())


def heard(data: Path) -> Heartbeat:
    """The detector's last word."""
    try:
        content = json.loads(_file(data).read_text())
        return Heartbeat(max(0.0, clock.now().timestamp() - float(content["at"])), dict(content["signals"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Heartbeat(None, {})


def _file(data: Path) -> Path:
    return data / "run" / "detector.json"
