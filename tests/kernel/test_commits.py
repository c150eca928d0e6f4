"""Writes that share a commit: each is whole or not there, and nobody is answered before the commit."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import OperationalError, connection, connections
from django.utils import timezone, translation

from legation.kernel import commits
from legation.kernel.commits import together
from legation.ledger.models import LedgerRecord
from legation.ledger.services import Act, record

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(count: int, work: object, wait: float = 0.2) -> list[object]:
    """What came of `count` callers while the first one's work takes a while."""
    found: list[object] = [None] * count

    def call(place: int) -> None:
        try:
            found[place] = together(lambda: work(place))  # type: ignore[operator]  # given as it is called
        except BaseException as error:  # noqa: BLE001  # looked at by the test
            found[place] = error
        finally:
            connection.close()

    callers = [threading.Thread(target=call, args=(place,)) for place in range(count)]
    for place, caller in enumerate(callers):
        caller.start()
        if place == 0:
            time.sleep(wait / 4)
    for caller in callers:
        caller.join(20)
    return found


def test_many_writers_share_commits_and_one_that_fails_undoes_nothing_of_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    batches: list[int] = []
    commit = commits._commit

    def counted(writes: list[commits._Write]) -> None:
        batches.append(len(writes))
        commit(writes)

    monkeypatch.setattr(commits, "_commit", counted)

    def work(place: int) -> int:
        if place == 0:
            time.sleep(0.2)
        record(Act(f"test.{place}"))
        if place == 3:
            raise ValueError("the third fails")
        return place

    found = at_once(8, work)
    assert [one for one in found if not isinstance(one, Exception)] == [0, 1, 2, 4, 5, 6, 7]
    assert isinstance(found[3], ValueError)
    kept = set(LedgerRecord.objects.values_list("action", flat=True))
    assert kept == {f"test.{place}" for place in (0, 1, 2, 4, 5, 6, 7)}
    assert sum(batches) == 8
    if connection.vendor == "sqlite":
        assert len(batches) < 8, "nobody shared a commit"


def test_each_write_keeps_the_language_and_zone_of_its_caller() -> None:
    zones = {"en": "Europe/London", "ar": "Asia/Amman", "zh-hant": "Asia/Taipei", "ja": "Asia/Tokyo"}
    found: dict[str, tuple[str | None, str]] = {}

    def look(language: str) -> None:
        found[language] = (translation.get_language(), timezone.get_current_timezone_name())
        time.sleep(0.1)  # the others gather behind the first and are led by one of them

    def call(language: str) -> None:
        with translation.override(language), timezone.override(zones[language]):
            together(lambda: look(language))
        connection.close()

    callers = [threading.Thread(target=call, args=(language,)) for language in zones]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(20)
    assert found == {language: (language, zone) for language, zone in zones.items()}


def test_a_process_waits_for_another_one_and_is_woken_when_that_one_is_killed(tmp_path: Path) -> None:
    def wait() -> None:
        with commits._turn(str(tmp_path / "some.sqlite3")):
            pass

    holding = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import fcntl, os, time; fcntl.flock(os.open({str(tmp_path)!r}, os.O_RDONLY), fcntl.LOCK_EX);"
            "print('held', flush=True); time.sleep(60)",
        ],
        stdout=subprocess.PIPE,
    )
    try:
        assert holding.stdout is not None
        assert holding.stdout.readline() == b"held\n"
        caller = threading.Thread(target=wait)
        caller.start()
        caller.join(0.5)
        assert caller.is_alive(), "it did not wait for its turn"
        holding.kill()
        caller.join(20)
        assert not caller.is_alive()
    finally:
        holding.kill()
        holding.communicate()


def test_a_commit_that_fails_is_told_to_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("the disk is full")

    def work(place: int) -> None:
        if place == 0:
            time.sleep(0.2)
        record(Act("test.full"))

    monkeypatch.setattr(type(connections["default"]), "_commit", lambda self: refuse())
    found = at_once(4, work)
    monkeypatch.undo()
    assert all(isinstance(one, OperationalError) for one in found)
    assert not LedgerRecord.objects.exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="each writer has a transaction of its own")
def test_when_the_database_drops_the_transaction_nobody_is_told_that_it_is_written() -> None:
    """As SQLite does by itself when the disk is full: the savepoints are gone as well."""

    def work(place: int) -> int:
        if place == 0:
            time.sleep(0.2)
        record(Act(f"test.{place}"))
        if place == 3:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")
            raise OperationalError("database or disk is full")
        return place

    found = at_once(6, work)
    told = {f"test.{one}" for one in found if not isinstance(one, Exception)}
    assert told == set(LedgerRecord.objects.values_list("action", flat=True))
    assert isinstance(found[3], OperationalError)
    assert together(lambda: "the next is written") == "the next is written"


def test_a_leader_that_has_to_end_tells_nobody_that_their_writes_are_there() -> None:
    ending = threading.Event()

    def work(place: int) -> int:
        if place == 0:
            time.sleep(0.2)
        record(Act(f"test.{place}"))
        if place == 3 and not ending.is_set():
            ending.set()
            raise SystemExit
        return place

    found = at_once(6, work)
    told = {f"test.{one}" for one in found if isinstance(one, int)}
    assert told == set(LedgerRecord.objects.values_list("action", flat=True))
    assert ending.is_set()
