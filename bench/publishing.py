"""What an act costs in a small site and in a grown one: publishing one page, showing a queue of the desk."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

PAGES, CASES = (1_000, 20_000), (3_000, 300_000)
ROUNDS = 3


class Site:
    """The process that holds a site of one size."""

    def __init__(self, process: subprocess.Popen[str], size: int) -> None:
        self.process, self.size = process, size

    def measure(self) -> dict[str, float]:
        """Milliseconds of CPU time of each act. Raises RuntimeError when the process has ended."""
        return _told(self.process, "measure")


def costs(
    data: Path, top: Path, program: str = "bench.grown", sizes: tuple[int, ...] = PAGES
) -> tuple[list[int], dict[str, list[float]]]:
    """How large the sites are, and for each act the medians at each size. `data` is a folder with the
    demonstration, which is copied; `program` grows the copy and measures (see `bench.grown`)."""
    with ExitStack() as stack:
        sites = [stack.enter_context(_grown(data, top / f"grown-{size}", program, size)) for size in sizes]
        rounds = [[site.measure() for site in sites] for _ in range(ROUNDS)]
    found = {
        act: [statistics.median(seen[place][act] for seen in rounds) for place in range(len(sites))]
        for act in rounds[0][0]
    }
    return [site.size for site in sites], found


@contextmanager
def _grown(data: Path, folder: Path, program: str, size: int) -> Iterator[Site]:
    shutil.copytree(data, folder, ignore=shutil.ignore_patterns("run", "log", "*.sock", "traffic"))
    environment = {
        **os.environ,
        "LEGATION_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "legation.config.settings",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", program, str(size)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Site(process, int(_told(process)["size"]))
    finally:
        process.kill()
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _told(process: subprocess.Popen[str], order: str = "") -> dict[str, float]:
    assert process.stdin
    assert process.stdout
    if order:
        process.stdin.write(order + "\n")
        process.stdin.flush()
    line = process.stdout.readline()
    if not line:
        raise RuntimeError("the grown site ended early")
    told: dict[str, float] = json.loads(line)
    return told
