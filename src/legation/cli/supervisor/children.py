"""One process under supervision: started, watched, started again, stopped with all it started."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL, SIGTERM, Signals

from legation.kernel.processes import die_with_parent, give_way

CALM_SECONDS = 20.0  # a process that lived this long is started again at once
LONGEST_PAUSE = 15.0
LOG_BYTES = 5_000_000


@dataclass(frozen=True)
class Service:
    """What to start. `patience`: seconds to finish its work in when it is asked to stop. `gives_way`: by how
    many steps those who wait for an answer come first."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] | None = None
    patience: float = 8.0
    gives_way: int = 0

    def begin(self) -> None:
        """In the child that was just forked."""
        die_with_parent()
        if self.gives_way:
            give_way(self.gives_way)


@dataclass
class Child:
    """A service and its present process, the leader of a process group of its own."""

    service: Service
    log: Path
    restarts: int = 0
    _process: subprocess.Popen[bytes] | None = None
    _started: float = 0.0
    _pause: float = 0.0
    _ended: float = field(default=-LONGEST_PAUSE)

    @property
    def pid(self) -> int:
        """Its number; 0 while it is down."""
        return self._process.pid if self._process else 0

    def start(self) -> None:
        """Start it, its output going to its log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".old"))
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.service.command,
                env=None if self.service.environment is None else dict(self.service.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=self.service.begin,  # noqa: PLW1509  # the supervisor has one thread
            )
        self._started = time.monotonic()

    def watch(self) -> bool:
        """Start it again if it died, after a pause that grows while it keeps dying. True on a change."""
        now = time.monotonic()
        if self._process is None:
            if now - self._ended < self._pause:
                return False
            self.restarts += 1
            self.start()
            return True
        if self._process.poll() is None:
            return False
        self.signal_group(SIGKILL)
        self._process = None
        calm = now - self._started > CALM_SECONDS
        self._pause = 0.0 if calm else min(LONGEST_PAUSE, self._pause * 2 + 0.25)
        self._ended = now
        return True

    def signal(self, number: Signals) -> None:
        """Tell the process itself."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(number)

    def signal_group(self, number: Signals) -> None:
        """Tell the process and all that it started."""
        if self._process:
            _quietly(lambda: os.killpg(self.pid, number))

    def stopped(self) -> bool:
        """Whether the process has ended."""
        return self._process is None or self._process.poll() is not None


def stop(children: list[Child]) -> None:
    """Ask all to end, wait as long as their work may take, then make sure that nothing is left."""
    for child in children:
        child.signal(SIGTERM)
    start = time.monotonic()
    while waiting := [child for child in children if not child.stopped()]:
        if all(time.monotonic() - start > child.service.patience for child in waiting):
            break
        time.sleep(0.05)
    for child in children:
        child.signal_group(SIGKILL)


def _quietly(act: Callable[[], None]) -> None:
    try:
        act()
    except (ProcessLookupError, PermissionError):
        return
