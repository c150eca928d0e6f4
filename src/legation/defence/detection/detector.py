"""The detector's process: hears signals by datagram, blocks who fulfils a scenario."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import socket
import time
from collections import deque
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from legation.edge.signals import detector_socket

if TYPE_CHECKING:
    from legation.defence.detection.counting import Hit, Watch

log = logging.getLogger(__name__)
DATAGRAM = 4096
BEAT_SECONDS = 2.0
PUBLISH_SECONDS = 60.0
MOST_PENDING = 1000


class Detector:
    """One step is one second at most; the database may be away meanwhile, nothing is lost but time."""

    def __init__(self, data: Path, watch: Watch) -> None:
        self.data, self.watch = data, watch
        self.pending: deque[Hit] = deque(maxlen=MOST_PENDING)
        self.ending = False
        self._beaten = self._published = 0.0

    def listen(self) -> socket.socket:
        """The socket that the edge and the application send to."""
        path = detector_socket(self.data)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        listener.bind(str(path))
        path.chmod(0o660)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * 1024 * 1024)
        listener.settimeout(0.5)
        return listener

    def hear(self, datagram: bytes) -> None:
        """One signal; what is none is passed over."""
        try:
            said = json.loads(datagram)
            address, kind = str(said["address"]), str(said["kind"])
        except (ValueError, KeyError, TypeError):
            return
        self.pending.extend(self.watch.note(address, kind, time.time()))

    def act(self) -> None:
        """Block what is pending and keep the published file true. A database that is away is waited
        for: what is pending stays pending."""
        from django.db import DatabaseError, close_old_connections  # noqa: PLC0415  # after set-up

        from legation.defence.detection import heartbeat, services  # noqa: PLC0415

        now = time.monotonic()
        try:
            while self.pending:
                services.block_attacker(self.pending[0])
                self.pending.popleft()
            if now - self._published > PUBLISH_SECONDS:
                close_old_connections()
                services.put_in_force()
                self._published = now
        except DatabaseError as error:
            log.warning("blocks wait for the database: %s", error)
        if now - self._beaten > BEAT_SECONDS:
            heartbeat.beat(self.data, self.watch.totals(time.time()))
            self._beaten = now

    def run(self) -> None:
        """Until told to end."""
        with self.listen() as listener:
            while not self.ending:
                with contextlib.suppress(TimeoutError):
                    self.hear(listener.recv(DATAGRAM))
                if self.pending or time.monotonic() - self._beaten > BEAT_SECONDS:
                    self.act()
        detector_socket(self.data).unlink(missing_ok=True)

    def end(self, number: int, frame: FrameType | None) -> None:
        """A signal handler."""
        self.ending = True


def main() -> None:
    """Watch until told to end."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "legation.config.settings")
    import django  # noqa: PLC0415  # the process sets Django up by itself

    django.setup()
    from django.conf import settings  # noqa: PLC0415

    from legation.defence.detection.counting import Watch  # noqa: PLC0415

    detector = Detector(settings.LEGATION_DATA, Watch())
    signal.signal(signal.SIGTERM, detector.end)
    signal.signal(signal.SIGINT, detector.end)
    detector.run()
