"""Places for few at a time, a moment's wait for a few more, and threads that read for one after another."""

from __future__ import annotations

import io
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from legation.edge.places import Busy, Places
from legation.edge.policy import Limits
from tests.edge.small import Small


def test_whoever_waits_gets_the_place_and_the_next_is_told_that_there_is_none() -> None:
    places = Places(1, waiting=1)
    entered, leave = threading.Event(), threading.Event()

    def stay() -> None:
        with places.taken():
            entered.set()
            leave.wait(10)

    def wait() -> bool:
        with places.taken():
            return leave.is_set()

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(stay)
        entered.wait(10)
        second = threads.submit(wait)
        while places._all.acquire(blocking=False):  # until the second waits
            places._all.release()
        with pytest.raises(Busy), places.taken():
            raise AssertionError("a third one waits")
        leave.set()
        first.result(10)
        assert second.result(10)
    with places.taken():
        pass


def test_one_thread_reads_for_many_and_not_for_who_stalls(tmp_path: Path) -> None:
    readers: list[int] = []
    resume = threading.Event()

    class Body(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            readers.append(threading.get_ident())
            return super().read(size)

    class Stalled(Body):
        def read(self, size: int | None = -1) -> bytes:
            super().read(size)
            resume.wait(10)
            return b""

    def post(body: Body) -> int:
        fields = {"wsgi.input": body, "CONTENT_LENGTH": "3"}
        return small.get("/en/mailbox/", REQUEST_METHOD="POST", **fields).status

    small = Small(tmp_path, limits=Limits(small_seconds=0.2))
    assert [post(Body(b"a=1")), post(Body(b"a=2"))] == [200, 200]
    assert len(set(readers)) == 1
    assert post(Stalled(b"a=3")) == 408
    assert post(Body(b"a=4")) == 200
    assert len(set(readers)) == 2, "the one that is held is left behind"
    resume.set()
    assert [asked["body"] for asked in small.asked] == [b"a=1", b"a=2", b"a=4"]
