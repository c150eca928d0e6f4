"""The registry of recurring jobs; packages add theirs in `tasks.py`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Job:
    """`run` is called every `every`, in the scheduler's process when `quick`, else in a worker's."""

    name: str
    every: dt.timedelta
    run: Callable[[], object]
    quick: bool


JOBS: dict[str, Job] = {}


def recurring(
    name: str, every: dt.timedelta, *, quick: bool = False
) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Decorator. A `quick` job must end within a second. Raises ValueError for a name taken."""

    def add(run: Callable[[], object]) -> Callable[[], object]:
        if name in JOBS:
            raise ValueError(f"two recurring jobs are named {name!r}")
        JOBS[name] = Job(name, every, run, quick)
        return run

    return add
