"""The writers of `bench.ledger`, each in a process of its own as a web worker is, and what one act costs.

Prints one line of figures; LEGATION_DATA names a data folder of its own, which it writes to.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable

import django

django.setup()

from django.conf import settings  # noqa: E402  # after the set-up
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from bench.ledger import SECONDS, WRITERS  # noqa: E402
from legation.accounts.models import User  # noqa: E402
from legation.ledger import batches  # noqa: E402
from legation.ledger.models import LedgerRecord  # noqa: E402
from legation.ledger.services import Act, record  # noqa: E402
from legation.ledger.verify import verify  # noqa: E402

TIMES = 60


def _record() -> None:
    person = uuid.uuid4()
    act = Act("bench.read", actor=uuid.uuid4(), about=(person,), office="london", reason="To decide on it.")
    with transaction.atomic():
        record(act)


def _write() -> None:
    """Record for some seconds from a moment that all writers are told; print each time."""
    connection.ensure_connection()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    times, end, cpu = [], time.perf_counter() + SECONDS, time.process_time()
    while (before := time.perf_counter()) < end:
        _record()
        times.append(time.perf_counter() - before)
    sys.stdout.write(json.dumps({"times": times, "cpu": time.process_time() - cpu}) + "\n")


def _together() -> tuple[list[float], float, int]:
    """The times of all writers, the processor's time that they took, and how many records waited for the
    tree when they ended."""
    command = [sys.executable, "-m", "bench.recording", "write"]
    writers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(WRITERS)
    ]
    for writer in writers:
        assert writer.stdout
        writer.stdout.readline()
    for writer in writers:
        assert writer.stdin
        writer.stdin.write("go\n")
        writer.stdin.flush()
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        begun = time.perf_counter()
        batches.batch()
        time.sleep(max(0.0, min(1.0, end - begun) - (time.perf_counter() - begun)))
    told = [json.loads(writer.communicate(timeout=60)[0]) for writer in writers]
    return (
        [one for writer in told for one in writer["times"]],
        sum(writer["cpu"] for writer in told),
        batches.batch(),
    )


def _median(act: Callable[[], object]) -> float:
    seen = []
    for _ in range(TIMES):
        before = time.process_time()
        act()
        seen.append((time.process_time() - before) * 1000)
    return statistics.median(seen[TIMES // 10 :])


def _all() -> dict[str, float]:
    times, cpu, left = _together()
    before = time.process_time()
    assert verify() == [], "the record is not whole"
    verified = LedgerRecord.objects.count() / (time.process_time() - before)
    client = Client(headers={"host": settings.LEGATION_HOSTS[0]})
    client.force_login(User.objects.filter(is_staff=False, is_active=True).first())

    assert client.get("/en/account/", secure=True).status_code == 200
    steps = statistics.quantiles(times, n=100)
    return {
        "rate": len(times) / SECONDS,
        "cpu": cpu / len(times) * 1000,
        "p50": steps[49] * 1000,
        "p99": steps[98] * 1000,
        "left": left,
        "request": _median(lambda: client.get("/en/account/", secure=True)),
        "record": _median(_record),
        "verified": verified,
    }


def main() -> None:
    """`write`: one writer; else everything."""
    if sys.argv[1:] == ["write"]:
        _write()
    else:
        sys.stdout.write(json.dumps(_all()) + "\n")


if __name__ == "__main__":
    main()
