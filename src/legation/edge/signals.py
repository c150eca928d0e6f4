"""Signals of possible attacks, sent to the detector by datagram: nothing is written, nobody waits."""

from __future__ import annotations

import json
import socket
from pathlib import Path


def detector_socket(data: Path) -> Path:
    """Where the detector of this data folder listens."""
    return data / "run" / "detector.sock"


def send(data: Path, address: str, kind: str) -> bool:
    """Tell the detector that `address` did something of `kind` (`firewall`, `not-found`,
    `sign-in-failed`, …). False when no detector listens; never raises, never waits."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.setblocking(False)
        try:
            sender.sendto(json.dumps({"address": address, "kind": kind}).encode(), str(detector_socket(data)))
        except OSError:
            return False
    return True
