"""How long an answer takes tells nobody whether an address has an account."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from math import sqrt
from pathlib import Path

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from legation.accounts import adapter, guessing, urls, views
from legation.accounts.limits.services import Limit
from legation.accounts.models import User
from tests.accounts.journeys import LOGIN, PASSWORD, token
from tests.conftest import make_person

pytestmark = pytest.mark.django_db
FORGOTTEN, JOIN = "/en/account/password/reset/", "/en/account/signup/"
# With equal times the distance passes 4 once in 16,000 runs, and on the larger sample hardly ever again.
TELLING = 4.0
WARMING = 3  # pairs that are not counted
DRAWN = random.Random()  # the order of the tries


class SlowEnough(Argon2PasswordHasher):
    """The same work as the real one, in less memory."""

    memory_cost, time_cost, parallelism = 4096, 2, 1


@pytest.fixture(autouse=True)
def _tireless(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PASSWORD_HASHERS = ["tests.accounts.test_timing.SlowEnough"]
    monkeypatch.setattr(views, "STEP", 0.02)
    endless = 1_000_000
    for name in ("ACCOUNT", "NETWORK", "EVERYWHERE"):
        monkeypatch.setattr(guessing, name, Limit(f"timing {name}", endless, 60))
    monkeypatch.setattr(adapter, "MAILS", Limit("timing mails", endless, 60))
    monkeypatch.setattr(urls.FORMS.__class__, "exceeded", lambda *_given: False)


def spent() -> float:
    """Seconds so far of work and of waiting for something, not of waiting for a processor that other
    programs have: Linux counts that apart for each thread."""
    queued = int(Path("/proc/thread-self/schedstat").read_text("ascii").split()[1])
    return time.perf_counter() - queued / 1e9


def distance(one: list[float], other: list[float]) -> float:
    """Of Mann and Whitney: how many standard deviations the two lie apart."""
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks = sum(place for place, (_value, which) in enumerate(ranked, 1) if which == 0)
    first, second = len(one), len(other)
    mean = first * (first + second + 1) / 2
    return abs(ranks - mean) / sqrt(first * second * (first + second + 1) / 12)


def times(send: Callable[[str], None], known: Callable[[int], str], tries: int) -> float:
    """The distance between addresses with and without an account, each pair asked in an order that is
    drawn. What looks like one is measured on: by chance it shrinks as the sample grows, a real one grows."""
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(-WARMING, tries * 3):
        if number == tries and distance(*taken) < TELLING:
            break
        addresses = [(0, known(number)), (1, f"nobody{number}@example.org")]
        DRAWN.shuffle(addresses)
        for which, address in addresses:
            began = spent()
            send(address)
            if number >= 0:
                taken[which].append(spent() - began)
    return distance(*taken)


TRIES = [40, pytest.param(200, marks=pytest.mark.storm)]


@pytest.mark.parametrize("tries", TRIES)
def test_sign_in_takes_as_long_for_anybody(member: User, tries: int) -> None:
    member.set_password(PASSWORD)
    member.save()
    client = Client()
    fields = token(client, LOGIN)

    def send(address: str) -> None:
        answer = client.post(LOGIN, {"login": address, "password": "wrong-wrong-12", **fields})
        assert answer.status_code == 422

    assert times(send, lambda _number: member.email, tries) < TELLING


@pytest.mark.parametrize("tries", TRIES)
def test_a_forgotten_password_takes_as_long_for_anybody(member: User, tries: int) -> None:
    member.set_password(PASSWORD)
    member.save()
    client = Client()
    fields = token(client, FORGOTTEN)

    def send(address: str) -> None:
        assert client.post(FORGOTTEN, {"email": address, **fields}).status_code == 302

    assert times(send, lambda _number: member.email, tries) < TELLING


@pytest.mark.parametrize("tries", TRIES)
def test_registering_takes_as_long_for_anybody(tries: int) -> None:
    make_person("known@example.org")

    client = Client()
    fields = token(client, JOIN)
    cookie = client.cookies["__Host-session"].value

    def register(address: str) -> None:
        fresh = Client()
        fresh.cookies["__Host-session"] = cookie
        data = {
            "email": address,
            "name": "王小明",
            "password1": PASSWORD,
            "password2": PASSWORD,
            "terms": "on",
        }
        answer = fresh.post(JOIN, {**data, **fields})
        assert answer.status_code == 302

    assert times(register, lambda _number: "known@example.org", tries) < TELLING
    assert User.objects.filter(email__endswith=adapter.REHEARSED).count() == 0


def test_three_thousandths_of_a_second_are_noticed() -> None:
    """That the measure can fail: by work that is done and by waiting, each for one kind of address."""

    def working(address: str) -> None:
        until = time.thread_time() + (0.013 if address == "known" else 0.010)
        while time.thread_time() < until:
            pass

    def waiting(address: str) -> None:
        time.sleep(0.013 if address == "known" else 0.010)

    assert times(working, lambda _number: "known", 40) > TELLING
    assert times(waiting, lambda _number: "known", 40) > TELLING


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("path", "fields"),
    [
        (FORGOTTEN, {}),
        (JOIN, {"name": "王小明", "password1": PASSWORD, "password2": PASSWORD, "terms": "on"}),
    ],
)
def test_the_disk_is_waited_for_as_often_for_anybody(member: User, path: str, fields: dict[str, str]) -> None:
    def commits(address: str) -> int:
        """Writes out of a transaction are commits of their own."""
        client, count, is_open = Client(), 0, False
        given = token(client, path)
        with CaptureQueriesContext(connection) as seen:
            assert client.post(path, {**fields, "email": address, **given}).status_code == 302
        for query in seen.captured_queries:
            word = query["sql"].split(maxsplit=1)[0]
            is_open = (is_open or word == "BEGIN") and word != "COMMIT"
            count += word == "COMMIT" or (word in ("INSERT", "UPDATE", "DELETE") and not is_open)
        return count

    commits("first@example.org")  # a worker is woken by the first mail
    assert commits("nobody@example.org") == commits(member.email) > 0
