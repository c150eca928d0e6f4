"""What makes a comparison fair: all threads count alike, and nothing of ours that is no answer is going on."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from tests.running import Running

AUTOGROUP = Path("/proc/sys/kernel/sched_autogroup_enabled")
STILL, LOOKS, LONGEST = 0.05, 4, 300.0  # of one core; seconds in a row; seconds at most


@contextmanager
def alike() -> Iterator[None]:
    """Linux shares the processor by session, where it can: the load generator would then get half of it
    beside a site whose services have sessions of their own, and less beside nginx, which starts in ours.
    Visitors come from elsewhere; so all threads count alike while we measure."""
    before = AUTOGROUP.read_text() if AUTOGROUP.exists() else "0"
    try:
        if before.strip() != "0":
            AUTOGROUP.write_text("0")
    except OSError:
        sys.stdout.write(
            "The processor is shared by session (only root can change that): our figures are too low\n"
        )
        yield
        return
    try:
        yield
    finally:
        if before.strip() != "0":
            AUTOGROUP.write_text(before)


def rested(site: Running) -> None:
    """Wait until a site that was just started has made its first checks of all promises: they attack it and
    read every page of it, which a site does once in a while and a peer never."""
    until, still, before = time.monotonic() + LONGEST, 0, _spent(site)
    while still < LOOKS and time.monotonic() < until:
        time.sleep(1)
        now = _spent(site)
        still, before = (still + 1 if abs(now - before) < STILL else 0), now
    if still < LOOKS:
        sys.stdout.write(f"  The site did not come to rest in {LONGEST:.0f} s: its figures are too low\n")


def _spent(site: Running) -> float:
    """Seconds of processor time of all that runs of it."""
    spent = 0.0
    for pid in site.everything():
        with suppress(psutil.NoSuchProcess):  # it has ended meanwhile
            times = psutil.Process(pid).cpu_times()
            spent += times.user + times.system
    return spent
