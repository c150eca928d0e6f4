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
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from legation.kernel.errors import Unavailable
from legation.kernel.http import Client
from tests.running import Running, ended, wait_for

pytestmark = [
    pytest.mark.storm,
    # Of connections to those who were killed.
    pytest.mark.filterwarnings("ignore:unclosed <ssl.SSLSocket:ResourceWarning"),
]
ROOT = Path(__file__).resolve().parents[3]
SHORT = os.environ.get("LEGATION_STORM") == "short"
ROUNDS = int(os.environ.get("LEGATION_KILLS", "3" if SHORT else "200"))
# More senders at once than these, and one worker says honestly "not now". The short form shows that nothing
# is lost on whatever machine; how many letters it takes a second is asked of the long one alone.
PER_SECOND, LEAST, SENDERS = 50, 5 if SHORT else 40, 8
SHORTEST, LONGEST = 0.5, 3.0
STORE = 50 * PER_SECOND  # submissions written ahead at once
LOOKS, SOON, FORM = 8, 0.5, "/en/mailbox/?office=london"
AGAIN = 20  # presses of the button, at most, once nobody is killed any more


class Inside:
    """Somebody inside the installation, who is not killed and holds nothing open while others are."""

    def __init__(self, site: Running) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.casework.storm.inside"],
            cwd=ROOT,
            env={**site.environment, "DJANGO_SETTINGS_MODULE": "legation.config.settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, *order: Any) -> list[Any]:
        """What the order gives."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"ended: {order[0]}"
        answer: list[Any] = json.loads(line)
        return answer

    def stop(self) -> None:
        """No more orders."""
        self._process.communicate(timeout=30)


class Storm:
    """People who write to a site, fifty a second, and what they were told."""

    def __init__(self, site: Running, inside: Inside) -> None:
        self.site, self.inside = site, inside
        self.waiting: deque[dict[str, str]] = deque()
        self.told: list[str] = []
        self.refused: list[tuple[int, str]] = []
        self.again, self.judged, self.seconds = 0, 0, 0.0
        self._lock = threading.Lock()

    def send(self, client: Client, submission: dict[str, str]) -> None:
        """One press of the button; each person is at another address. Who was told nothing, or "not now",
        presses it again before anybody else writes."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": self.site.origin,
            "X-Forwarded-For": ".".join(["10", *(str(random.randrange(1, 255)) for _ in range(3))]),
        }
        submission["pressed"] = "yes"
        try:
            answer = client.ask("POST", submission["path"], headers=headers, body=submission["body"].encode())
            status = answer.status
        except Unavailable:
            status = 0
        with self._lock:
            if status == 302:
                self.told.append(submission["email"])
            elif status in (0, 500, 503):  # an honest "not now", while processes come and go
                self.waiting.appendleft(submission)
                self.again += 1
            else:
                self.refused.append((status, submission["path"]))

    def blow(self) -> float:
        """Fifty a second, until every process of the site is killed in the middle; how many a second were
        told that theirs is sent."""
        begun, over, before = time.monotonic(), threading.Event(), len(self.told)
        numbers = iter(range(10 * STORE))

        def sender() -> None:
            client = self.site.client()
            while True:
                with self._lock:
                    number, submission = next(numbers), self.waiting.popleft()
                over.wait(max(0.0, begun + number / PER_SECOND - time.monotonic()))
                if over.is_set():
                    with self._lock:
                        self.waiting.appendleft(submission)
                    return
                self.send(client, submission)

        senders = [threading.Thread(target=sender) for _ in range(SENDERS)]
        for thread in senders:
            thread.start()
        time.sleep(random.uniform(SHORTEST, LONGEST))
        seconds, told = time.monotonic() - begun, len(self.told) - before
        self._kill()
        over.set()
        for thread in senders:
            thread.join()
        self.seconds += seconds
        return told / seconds

    def _kill(self) -> None:
        processes = self.site.everything()
        for pid in processes:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.site.stop()
        wait_for(lambda: all(ended(pid) for pid in processes), 20, "every process has ended")

    def judge(self, told: list[str]) -> None:
        """Everything that came since is whole, and these, who were told so, are there."""
        *wrong, self.judged = self.inside.ask("judged", self.judged, told)
        assert wrong == []

    def calm(self) -> None:
        """Whoever was told nothing yet sends again while nobody is killed."""
        client = self.site.client()
        left = [one for one in self.waiting if "pressed" in one]
        for _time in range(AGAIN):
            self.waiting.clear()
            for submission in left:
                self.send(client, submission)
            left = list(self.waiting)
        assert left == [], "somebody is never told"


def test_nothing_acknowledged_is_lost(own_site: Callable[..., Running]) -> None:
    site = own_site(LEGATION_TRUSTED_PROXIES="127.0.0.1/32", LEGATION_WORKERS="2", LEGATION_HTTP_PORT="0")
    site.start()
    wait_for(lambda: all_answer(site), 60, "every worker answers")
    inside = Inside(site)
    storm, rates, judged = Storm(site, inside), list[float](), 0
    with ThreadPoolExecutor(1) as beside:
        for number in range(ROUNDS):
            if len(storm.waiting) < PER_SECOND * LONGEST + SENDERS:
                storm.waiting.extend(inside.ask("written", STORE))
            rates.append(storm.blow())
            begun = time.monotonic()
            judging = beside.submit(storm.judge, storm.told[judged:])
            judged = len(storm.told)
            site.start()
            wait_for(lambda: all_answer(site), 60, "every worker answers")
            judging.result()
            say(
                f"round {number + 1}: {rates[-1]:.0f} acknowledged a second, {judged} in all, {storm.again} pressed "
                f"again; judged and started in {time.monotonic() - begun:.1f} s"
            )
    storm.calm()
    mean = judged / storm.seconds
    say(
        f"{ROUNDS} rounds: {mean:.1f} acknowledged a second, worst {min(rates):.0f}; {len(storm.told)} in all"
    )
    assert not storm.refused
    storm.judge(storm.told)
    site.stop()
    assert inside.ask("whole") == []
    inside.stop()
    assert mean >= LEAST, f"the storm was none: {mean:.1f} a second"


def all_answer(site: Running) -> bool:
    """Whether each worker has loaded and answers soon: a connection of its own may lead to any of them."""
    for _look in range(LOOKS):
        begun = time.monotonic()
        if site.get(FORM).status != 200 or time.monotonic() - begun > SOON:
            return False
    return True


def say(text: str) -> None:
    """One line, shown with `-s`."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
