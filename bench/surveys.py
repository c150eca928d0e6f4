"""An anonymous survey with a million answers: how long its page of results takes, with a selection and a
cross-table too, and what an export of all answers costs in time and memory."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ANSWERS = 1_000_000
PAGE_MOST = 1.0
MEMORY_MOST = 32.0


def figures(data: Path, top: Path) -> dict[str, float]:
    """Of a copy of the data folder `data`, which holds the demonstration."""
    folder = top / "surveys"
    shutil.copytree(data, folder, ignore=shutil.ignore_patterns("run", "log", "*.sock", "traffic"))
    environment = {
        **os.environ,
        "LEGATION_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "legation.config.settings",
    }
    command = [sys.executable, "-m", "bench.surveyed", str(ANSWERS)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    shutil.rmtree(folder, ignore_errors=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def lines(found: dict[str, float]) -> list[str]:
    """What `bench` prints."""
    return [
        f"A survey with {found['answers']:,.0f} answers to {found['questions']:.0f} questions",
        f"  results, read anew             {found['page']:>8.2f} s",
        f"  with selection and cross-table {found['selection']:>8.2f} s  (wanted: at most {PAGE_MOST:.0f})",
        f"  the same, remembered           {found['again']:>8.2f} s",
        f"  export as CSV                  {found['export']:>8.1f} s, {found['bytes'] / 1e6:,.0f} MB;"
        f" memory grows by {found['memory']:.0f} MB  (wanted: at most {MEMORY_MOST:.0f})",
    ]


def fine(found: dict[str, float]) -> bool:
    """Whether it is as promised."""
    return max(found["page"], found["selection"]) <= PAGE_MOST and found["memory"] <= MEMORY_MOST
