"""Keeping access records: buffered in memory, written each half second to one file a process and hour.

Started without Django, on the way of every answer: `record` only appends to a list.
"""

from __future__ import annotations

import atexit
import datetime as dt
import ipaddress
import os
import sys
import threading
from collections import deque
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from legation.kernel.errors import LegationError
from legation.kernel.keys import BrokenSeal
from legation.traffic.day_keys import DayKeys
from legation.traffic.fields import HOUR, Answered, folder

FLUSH_SECONDS = 0.5
MOST_WAITING = 100_000
PLACE_LENGTH = 500


class Segments:
    """The sink of one process. Records beyond what can be held while the disk does not answer are
    dropped and counted in `dropped`: reading must not stop for them."""

    def __init__(self, data: Path, master_key_file: Path | None = None) -> None:
        self._folder = folder(data) / "segments"
        self._keys = DayKeys(data, master_key_file or data / "keys" / "master.key")
        self._waiting: deque[Answered] = deque()
        self._flushing, self._starting = threading.Lock(), threading.Lock()
        self._process = 0
        self.dropped = 0

    def record(self, record: Answered) -> None:
        """Keep one record; it is on disk within a second."""
        if self._process != os.getpid():
            self._start()
        if len(self._waiting) < MOST_WAITING:
            self._waiting.append(record)
        else:
            self.dropped += 1

    def flush(self) -> None:
        """Write what waits. Never raises: what cannot be written is tried again next time."""
        with self._flushing:
            records = [self._waiting.popleft() for _ in range(len(self._waiting))]
            try:
                self._write(records)
            except (OSError, LegationError, BrokenSeal) as error:
                self._waiting.extendleft(reversed(records))
                sys.stderr.write(f"access records wait: {type(error).__name__}: {error}\n")

    def _start(self) -> None:
        """Once a process: a worker that was forked off must not write what its parent holds."""
        with self._starting:
            if self._process == os.getpid():
                return
            self._waiting, self._flushing = deque(), threading.Lock()
            self._stem = f"{os.getpid()}{os.urandom(4).hex()}"
            self._process = os.getpid()
            atexit.register(self.flush)
            threading.Thread(target=self._run, name="access-records", daemon=True).start()

    def _run(self) -> None:
        pause = threading.Event()
        while not pause.wait(FLUSH_SECONDS):
            if self._waiting:
                self.flush()

    def _write(self, records: Iterable[Answered]) -> None:
        by_hour: dict[str, list[str]] = {}
        for record in records:
            day, hour, second = _calendar(int(record.at))
            by_hour.setdefault(hour, []).append(self._line(day, second, record))
        for hour, lines in by_hour.items():
            self._folder.mkdir(parents=True, exist_ok=True)
            file = self._folder / f"{hour}-{self._stem}.tsv"
            handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
            try:
                os.write(handle, "".join(lines).encode())
            finally:
                os.close(handle)

    def _line(self, day: dt.date, second: str, record: Answered) -> str:
        milliseconds = int(record.at % 1 * 1000)
        address = self._keys.seal(day, _plain_address(record.address))
        words = f"{_word(record.method, 10)}\t{_word(record.place, PLACE_LENGTH)}"
        numbers = f"{int(record.status)}\t{int(record.size)}\t{int(record.microseconds)}"
        page = f"{_word(record.office, 60)}\t{_word(record.language, 20)}"
        return f"{second}.{milliseconds:03d}\t{address}\t{words}\t{numbers}\t{page}\n"


@lru_cache(maxsize=8)
def _calendar(second: int) -> tuple[dt.date, str, str]:
    """The day, the hour as files are named and the second as it is written. Thousands of answers share
    one."""
    moment = dt.datetime.fromtimestamp(second, dt.UTC)
    return moment.date(), moment.strftime(HOUR), moment.strftime("%Y-%m-%d %H:%M:%S")


@lru_cache(maxsize=2000)
def _plain_address(address: str) -> str:
    """One spelling of each address, so that it counts as one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(getattr(found, "ipv4_mapped", None) or found)


@lru_cache(maxsize=4000)
def _word(text: str, length: int) -> str:
    """No tab, no line end, nothing that is not Unicode: one record stays one line."""
    kept = "".join(sign if sign.isprintable() else "?" for sign in text[:length])
    return kept.encode("utf-8", "replace").decode()
