"""Load on a server: answers a second, how long they take, and what each costs the server."""

from __future__ import annotations

import re
import statistics
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psutil

from bench.peers import Peer

UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass
class Load:
    """Of one run: `cpu` is microseconds of all the server's processes for one answer, which a busy
    machine changes little; the times are milliseconds; `refused` is how many answers were errors."""

    rate: float
    cpu: float
    p50: float
    p99: float
    refused: int = 0


def load(peer: Peer, *, connections: int, seconds: int, script: Sequence[str] = ()) -> Load:
    """`script`: what wrk sends instead of a GET, with the script's arguments."""
    before = _cpu(peer.pid)
    command = ["wrk", "-t", "2", "-c", str(connections), "-d", f"{seconds}s", "--latency"]
    command += ["-s", script[0], peer.url, "--", *script[1:]] if script else [peer.url]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return told_by(told, (_cpu(peer.pid) - before) * 1_000_000)


def told_by(told: str, spent: float) -> Load:
    """What wrk printed of a run that cost the server `spent` microseconds."""
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    return Load(
        float(_found(r"Requests/sec:\s+([\d.]+)", told)[1]),
        spent / int(_found(r"(\d+) requests in", told)[1]),
        _milliseconds(r"50%\s+([\d.]+)(\w+)", told),
        _milliseconds(r"99%\s+([\d.]+)(\w+)", told),
        int(errors[1]) if errors else 0,
    )


def median(loads: list[Load]) -> Load:
    """The median of each figure, and all that was refused."""
    found = Load(
        *(statistics.median(getattr(one, name) for one in loads) for name in ("rate", "cpu", "p50", "p99"))
    )
    found.refused = sum(one.refused for one in loads)
    return found


def refusals(found: Mapping[str, Load]) -> list[str]:
    """A sentence for each peer that answered with errors: its figures count for nothing."""
    return [
        f"  FAILED: {one.refused:,} answers of {name} were errors  (wanted: none)"
        for name, one in found.items()
        if one.refused
    ]


def _cpu(pid: int) -> float:
    first = psutil.Process(pid)
    times = [process.cpu_times() for process in (first, *first.children(recursive=True))]
    return sum(time.user + time.system for time in times)


def _found(pattern: str, text: str) -> re.Match[str]:
    match = re.search(pattern, text)
    assert match, text
    return match


def _milliseconds(pattern: str, told: str) -> float:
    match = _found(pattern, told)
    return float(match[1]) * UNITS[match[2]]
