"""How many acts are recorded in a second, each in a transaction of its own, by several writers at once
while the tree grows beside them; what recording adds to a request; how long verifying takes. The rate
is by the clock, the rest is CPU time: a busy machine does not change that much.

"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

WRITERS, SECONDS = 4, 8.0
WANTED = 1_000.0


def figures(data: Path, top: Path) -> dict[str, float]:
    """Of a copy of the data folder `data`, which holds the demonstration."""
    folder = top / "ledger"
    shutil.copytree(data, folder, ignore=shutil.ignore_patterns("run", "log", "*.sock", "traffic"))
    environment = {
        **os.environ,
        "LEGATION_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "legation.config.settings",
    }
    command = [sys.executable, "-m", "bench.recording"]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    shutil.rmtree(folder, ignore_errors=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def lines(found: dict[str, float]) -> list[str]:
    """What `bench` prints."""
    share = found["record"] / (found["request"] + found["record"])
    return [
        f"Recording acts: {WRITERS} writers at once, each act committed alone, the tree growing beside them",
        f"  records                    {found['rate']:>10,.0f} /s  (wanted: at least {WANTED:,.0f})",
        f"  until one is committed     p50 {found['p50']:.2f} ms  p99 {found['p99']:.2f} ms",
        f"  left for the tree          {found['left']:>10,.0f} records after the last second",
        f"  CPU for one with its commit {found['cpu']:>9.2f} ms",
        f"  CPU for a member's page    {found['request']:>10.2f} ms, to record an act {found['record']:.2f} ms:"
        f" {100 * share:.0f} % of both",
        f"  verifying                  {found['verified']:>10,.0f} records for a second of CPU",
    ]


def fine(found: dict[str, float]) -> bool:
    """Whether it is as promised."""
    return found["rate"] >= WANTED
