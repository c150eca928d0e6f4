"""The supervisor itself: plain Python, no Django, one thread."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TextIO

from legation.cli import stamp
from legation.cli.supervisor import account, certificate, health, site
from legation.cli.supervisor.children import Child, stop
from legation.config.options import Options, load
from legation.kernel import clock
from legation.kernel.errors import LegationError
from legation.kernel.files import write_atomically

TICK = 0.2
CERTIFICATE_SECONDS = 2.0
Say = Callable[[str], None]


def run() -> None:
    """Serve the site until told to end. Raises LegationError when it cannot start."""
    options = load()
    _check_binding(options)
    for port in (options.port, options.http_port):
        _check_free(options.bind, port)
    root = account.drop_root(options.data, options.backup_url, (options.port, options.http_port))
    if root:
        say(root)
    os.umask(0o027)
    (options.data / "run").mkdir(parents=True, exist_ok=True)
    lock = _only_one(options.data)
    with lock:
        _prepare(options)
        own = options.tls_cert == options.data / "tls" / "certificate.pem"
        certificate.ensure(options.tls_cert, options.tls_key, options.hosts, own=own)
        Supervisor(options, root).run()


def say(sentence: str) -> None:
    """One line for the person who started the site."""
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


class Supervisor:
    """Keeps the services of one data folder running until it is told to stop."""

    def __init__(self, options: Options, root: str) -> None:
        self.options = options
        self.root = root
        self.started = clock.now()
        self.children = [
            Child(service, options.data / "log" / f"{service.name}.log") for service in site.services(options)
        ]
        self.ending = False
        self._announced = False
        self._certificate = self._certificate_times()
        self._looked = time.monotonic()

    def run(self) -> None:
        """Returns when everything that was started has ended."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._end)
        say("Starting …")
        try:
            for child in self.children:
                child.start()
            self._note()
            while not self.ending:
                self._watch()
                self._announce()
                self._follow_certificate()
                time.sleep(TICK)
        finally:
            say("Stopping …")
            stop(self.children)
            self._state().unlink(missing_ok=True)

    def _watch(self) -> None:
        changed = [child.watch() for child in self.children]
        if any(changed):
            self._note()

    def _end(self, number: int, frame: FrameType | None) -> None:
        self.ending = True

    def _state(self) -> Path:
        return self.options.data / "run" / "state.json"

    def _note(self) -> None:
        """Write down what runs, for `legation check`, scans and tests."""
        state = {
            "pid": os.getpid(),
            "started": self.started.isoformat(),
            "origin": self.options.origin,
            "http_port": self.options.http_port,
            "root": self.root,
            "services": {
                child.service.name: {"pid": child.pid, "restarts": child.restarts} for child in self.children
            },
        }
        write_atomically(self._state(), json.dumps(state, indent=1).encode())

    def _announce(self) -> None:
        if self._announced:
            return
        state = health.ask(self.options.bind, self.options.port, self.options.hosts[0])
        if state.get("application") == "ok":
            self._announced = True
            say(f"\n  {self.options.origin}/  is ready.  Ctrl-C stops everything.\n")

    def _certificate_times(self) -> tuple[int, ...]:
        times = []
        for path in (self.options.tls_cert, self.options.tls_key):
            try:
                times.append(path.stat().st_mtime_ns)
            except OSError:
                times.append(0)
        return tuple(times)

    def _follow_certificate(self) -> None:
        """Have the web workers replaced one by one once a new, usable certificate lies there."""
        if time.monotonic() - self._looked < CERTIFICATE_SECONDS:
            return
        self._looked = time.monotonic()
        times = self._certificate_times()
        if times == self._certificate:
            return
        self._certificate = times
        try:
            certificate.check(self.options.tls_cert, self.options.tls_key)
        except LegationError as error:
            say(f"{error} The site goes on with the certificate that it has.")
            return
        for child in self.children:
            if child.service.name == "web":
                child.signal(signal.SIGHUP)


def _check_binding(options: Options) -> None:
    if options.demonstration and options.bind not in ("127.0.0.1", "::1"):
        raise LegationError(
            "The demonstration shows reset links and passwords, so it answers on this machine only: "
            "leave out LEGATION_BIND, or set LEGATION_DEMONSTRATION=no."
        )


def _check_free(bind: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as error:
            raise LegationError(
                f"Port {port} cannot be used ({error.strerror}); choose others: make run PORT=9443 HTTP_PORT=9080."
            ) from error


def _only_one(data: Path) -> TextIO:
    lock = (data / "run" / "supervisor.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise LegationError(f"The data folder {data} is served already; stop that first.") from error
    return lock


def _prepare(options: Options) -> None:
    """Bring the data folder up to date, in a process of its own: the supervisor stays small."""
    database = options.data / "legation.sqlite3"
    if not options.database_url and stamp.known(options.data) and not database.exists():
        say(f"The database {database} is missing: put it back, or restore it (legation restore).")
        say("Until then, pages that were read before can be read, and nothing can be sent.")
        return
    if not stamp.fresh(options.data) or _store_is_missing(options):
        _prepare_anew(options)
    if not options.demonstration:
        _child("service", "refuse-demonstration")


def _store_is_missing(options: Options) -> bool:
    """No backup has the holding store: where it is lost, an empty one is made."""
    in_file = not (options.database_url or options.holding_database_url)
    return in_file and not (options.data / "holding.sqlite3").exists()


def _prepare_anew(options: Options) -> None:
    say("Preparing the data folder …")
    _child("prepare")
    if options.demonstration:
        say("Loading the demonstration …")
        _child("demo", "load")
    stamp.write(options.data)


def _child(*words: str) -> None:
    command = [sys.executable, "-m", "legation.cli", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip() or done.stdout.strip()).splitlines()
        width = shutil.get_terminal_size().columns * 8
        raise LegationError(f"`legation {' '.join(words)}` failed: {' '.join(reason[-8:])[-width:]}")
