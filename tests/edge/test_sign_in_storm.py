"""A thousand sign-ins at the same moment, half of them guesses at one account."""

from __future__ import annotations

import logging
import os
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from urllib.parse import urlencode

import pytest

from legation.kernel.http import Answer, Client
from tests.running import Running

log = logging.getLogger(__name__)
pytestmark = pytest.mark.storm
TRIES = 150 if os.environ.get("LEGATION_STORM") == "short" else 1000
PAUSE = 0.5 + TRIES / 300  # so that the waiting themselves are no flood
LOGIN = "/en/account/login/"
SECONDS = 300.0
TRACE = -1
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Visitor:
    """A browser at an address of its own, which waits a moment where the site asks for it."""

    client: Client
    address: str
    seen: list[int]
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> Answer:
        headers = {
            "X-Forwarded-For": self.address,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Referer": self.client.origin + path,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        answer = self.client.ask(method, path, headers=headers, body=urlencode(fields or {}).encode())
        self.seen.append(TRACE if b"Traceback" in answer.body else answer.status)
        for cookie in answer.all("set-cookie"):
            name, _equals, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def patiently(self, method: str, path: str, fields: dict[str, str] | None = None) -> Answer:
        """As often as the site says that it is busy."""
        end = time.monotonic() + SECONDS
        while (answer := self.ask(method, path, fields)).status == 503 and time.monotonic() < end:
            time.sleep(PAUSE)
        return answer

    def form(self, account: dict[str, str], password: str = "") -> dict[str, str]:
        """The sign-in page, filled in."""
        found = TOKEN.search(self.patiently("GET", LOGIN).body)
        assert found
        secret = password or account["password"]
        return {"csrfmiddlewaretoken": found[1].decode(), "login": account["email"], "password": secret}

    def enter(self, account: dict[str, str]) -> int:
        return self.patiently("POST", LOGIN, self.form(account)).status


@dataclass
class Storm:
    """The site, who has an account there, and a visitor from a new place whenever one is needed."""

    site: Running
    accounts: list[dict[str, str]]
    places: Iterator[int] = field(default_factory=count)

    def visitor(self, seen: list[int], address: str = "") -> Visitor:
        number = next(self.places)
        certificate = self.site.data / "tls" / "certificate.pem"
        client = Client(self.site.origin, certificate=certificate, seconds=SECONDS)
        return Visitor(client, address or f"100.64.{number // 250}.{number % 250 + 1}", seen)

    @property
    def victim(self) -> dict[str, str]:
        return next(row for row in self.accounts if row["role"] == "member")

    def innocent(self, number: int) -> dict[str, str]:
        others = [row for row in self.accounts if row["role"] != "member"]
        return others[number % len(others)]


@pytest.fixture
def storm(own_site: Callable[..., Running]) -> Storm:
    site = own_site(LEGATION_TRUSTED_PROXIES="127.0.0.1/32,::1/128")
    site.start()
    return Storm(site, site.credentials())


def at_once(pool: ThreadPoolExecutor, tasks: list[Callable[[], object]]) -> list[Future[None]]:
    """All of them, from the same moment on."""
    start = threading.Barrier(len(tasks))

    def run(task: Callable[[], object]) -> None:
        start.wait()
        task()

    return [pool.submit(run, task) for task in tasks]


def test_a_thousand_sign_ins_at_once_lock_nobody_out(storm: Storm) -> None:
    before = len(storm.site.log("web"))
    own: list[int] = []
    owner = storm.visitor(own)
    assert owner.enter(storm.victim) == 302
    del owner.cookies["__Host-session"]

    attack: list[int] = []
    others: list[int] = []
    entered: list[int] = []
    attacker = storm.visitor(attack, "203.0.113.66")
    guess = attacker.form(storm.victim, "wrong-wrong-12")
    over = threading.Event()

    def guess_once() -> None:
        one = storm.visitor(attack, attacker.address)
        one.cookies = dict(attacker.cookies)
        one.ask("POST", LOGIN, guess)

    def persist() -> None:
        while not over.is_set():
            guess_once()
            time.sleep(0.2)

    def innocent(number: int) -> None:
        entered.append(storm.visitor(others).enter(storm.innocent(number)))

    half = TRIES // 2
    tasks: list[Callable[[], object]] = [partial(innocent, number) for number in range(half)]
    tasks += [guess_once] * half
    with ThreadPoolExecutor(TRIES + 2) as pool:
        persistent = at_once(pool, [persist, persist])
        crowd = at_once(pool, tasks)
        try:
            assert owner.enter(storm.victim) == 302, "the owner's browser, while the attack runs"
            for one in crowd:
                one.result()
            assert not any(one.done() for one in persistent), "the attack ran to the end"
        finally:
            over.set()
        for one in persistent:
            one.result()
    figures = f"attack {Counter(attack)}, others {Counter(others)}, owner {Counter(own)}"
    log.info(figures)
    assert entered == [302] * half, figures
    assert {*others, *own} <= {200, 302, 503}
    assert set(attack) <= {200, 403, 422, 429, 503}, "403 once the detector has blocked its network"
    assert 0 < attack.count(422) <= 10, "counted exactly, however many come at once"
    for number in range(len(storm.accounts) - 1):
        assert storm.visitor(others).enter(storm.innocent(number)) == 302, "and afterwards"
    del owner.cookies["__Host-session"]
    assert owner.enter(storm.victim) == 302
    written = storm.site.log("web")[before:]
    assert " ERROR " not in written
    assert "Traceback" not in written
