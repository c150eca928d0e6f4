"""Many readers while processes are killed: no reader gets anything but the page."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

import pytest

from legation.kernel.errors import Unavailable
from tests.running import Running, wait_for

pytestmark = pytest.mark.storm
SECONDS = 10 if os.environ.get("LEGATION_STORM") == "short" else 60
PAGE = "/en/cookies/"


def test_readers_get_the_page_while_processes_are_killed(running: Running) -> None:
    assert running.get(PAGE).status == 200
    statuses: list[int] = []
    broken: list[str] = []
    end = time.monotonic() + SECONDS

    def read() -> None:
        client = running.client()
        while time.monotonic() < end:
            try:
                statuses.append(client.get(PAGE).status)
            except Unavailable as error:
                broken.append(str(error))

    readers = [threading.Thread(target=read) for _ in range(8)]
    for reader in readers:
        reader.start()
    for name in ("tasks-default", "schedule", "tasks-recurring"):
        old = running.kill(name)
        running.back(name, old)
    for reader in readers:
        reader.join()
    assert set(statuses) == {200}
    assert not broken
    wait_for(lambda: running.get("/healthz").status == 200, 10, "health")


def test_a_flood_of_hostile_requests_stops_no_reader(own_site: Callable[..., Running]) -> None:
    running = own_site()  # its own: the flood may get this machine's address blocked
    running.start()
    end = time.monotonic() + SECONDS
    answered: list[int] = []

    def flood() -> None:
        client = running.client()
        while time.monotonic() < end:
            answered.append(client.get(f"/en/none-{time.monotonic_ns()}/?a=%00").status)

    attackers = [threading.Thread(target=flood) for _ in range(6)]
    for attacker in attackers:
        attacker.start()
    slowest = 0.0
    while time.monotonic() < end:
        begun = time.monotonic()
        assert running.get(PAGE).status in (200, 403)
        slowest = max(slowest, time.monotonic() - begun)
    for attacker in attackers:
        attacker.join()
    assert set(answered) <= {400, 403, 429}
    assert slowest < 5
