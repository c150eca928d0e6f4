"""Nothing acknowledged is ever lost: everybody sends while every process is killed, again and again."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from legation.kernel.errors import Unavailable
from tests.running import Running, ended, wait_for

pytestmark = pytest.mark.storm
ROOT = Path(__file__).resolve().parents[3]
SHORT = os.environ.get("LEGATION_STORM") == "short"
ROUNDS = int(os.environ.get("LEGATION_KILLS", "3" if SHORT else "200"))
PER_SECOND, SENDERS, LONGEST = 50, 12, 6.0


class Storm:
    """People who write to a site, fifty a second, and what they were told."""

    def __init__(self, site: Running) -> None:
        self.site = site
        self.told: list[str] = []
        self.untold: list[dict[str, str]] = []
        self.refused: list[tuple[int, str]] = []
        self._lock = threading.Lock()

    def inside(self, *words: str, given: object = None) -> list[str]:
        """The lines that an order inside the installation prints."""
        environment = {**self.site.environment, "DJANGO_SETTINGS_MODULE": "legation.config.settings"}
        done = subprocess.run(
            [sys.executable, "-m", "tests.casework.storm.inside", *words],
            cwd=ROOT,
            env=environment,
            input=json.dumps(given),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout.splitlines()

    def send(self, submission: dict[str, str]) -> None:
        """One press of the button; each person is at another address."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": self.site.origin,
            "X-Forwarded-For": ".".join(["10", *(str(random.randrange(1, 255)) for _ in range(3))]),
        }
        try:
            answer = self.site.client().ask(
                "POST", submission["path"], headers=headers, body=submission["body"].encode()
            )
        except Unavailable:
            with self._lock:
                self.untold.append(submission)
            return
        with self._lock:
            if answer.status == 302:
                self.told.append(submission["email"])
            elif answer.status in (500, 503):  # an honest "not now", while processes come and go
                self.untold.append(submission)
            else:
                self.refused.append((answer.status, submission["path"]))

    def blow(self, submissions: list[dict[str, str]]) -> None:
        """Fifty a second, until every process of the site is killed in the middle."""
        begun, over = time.monotonic(), threading.Event()

        def sender(own: list[tuple[int, dict[str, str]]]) -> None:
            for number, submission in own:
                time.sleep(max(0.0, begun + number / PER_SECOND - time.monotonic()))
                if over.is_set():
                    return
                self.send(submission)

        numbered = list(enumerate(submissions))
        senders = [
            threading.Thread(target=sender, args=(numbered[place::SENDERS],)) for place in range(SENDERS)
        ]
        for thread in senders:
            thread.start()
        time.sleep(random.uniform(0.5, LONGEST))
        processes = self.site.everything()
        for pid in processes:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        over.set()
        for thread in senders:
            thread.join()
        self.site.stop()
        wait_for(lambda: all(ended(pid) for pid in processes), 20, "every process has ended")


def test_nothing_acknowledged_is_lost(own_site: Callable[..., Running]) -> None:
    site = own_site(LEGATION_TRUSTED_PROXIES="127.0.0.1/32", LEGATION_WORKERS="2")
    site.start()
    storm, again = Storm(site), 0
    for _round in range(ROUNDS):
        count = int(PER_SECOND * LONGEST)
        storm.blow([json.loads(line) for line in storm.inside("written", str(count))])
        site.start()
        repeated, storm.untold = storm.untold, []
        again += len(repeated)
        for submission in repeated:  # whoever was told nothing presses the button again
            storm.send(submission)
        assert storm.inside("judged", given=storm.told) == []
        sys.stdout.write(f"round {_round + 1}: {len(storm.told)} told, {again} sent again\n")
    assert not storm.refused
    assert len(storm.told) > ROUNDS * 5, "the storm was none"
    site.stop()
    assert storm.inside("whole") == []
