"""A real site for tests: `legation run` with the demonstration, on free ports and a folder of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from legation.kernel.http import Answer, Client
from legation.kernel.processes import running as alive
from tests import template

START_SECONDS = 240.0


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Callable[[], Any], seconds: float, what: str) -> Any:
    """The first true value of `condition`. Fails the test when there is none in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.1)
    raise AssertionError(f"after {seconds:.0f} seconds still not: {what}")


class Running:
    """One running site."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.data = data
        self.port, self.http_port = free_port(), free_port()
        self.origin = f"https://localhost:{self.port}"
        self.environment = {
            **os.environ,
            "LEGATION_DATA": str(data),
            "LEGATION_PORT": str(self.port),
            "LEGATION_HTTP_PORT": str(self.http_port),
            **environment,
        }
        self.output = data.with_name(data.name + ".out")
        self._process: subprocess.Popen[bytes] | None = None
        self._accounts: list[dict[str, str]] = []

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `legation …` beside the site."""
        return subprocess.run(
            [sys.executable, "-m", "legation.cli", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self) -> None:
        """Returns when the site answers. Raises AssertionError when it does not."""
        with self.output.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "legation.cli", "run"],
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        wait_for(self._ready, START_SECONDS, "the site answers")

    def _ready(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, f"ended with {self._process.poll()}: {self.output.read_text()}"
        return "is ready" in self.output.read_text()

    @property
    def pid(self) -> int:
        """The supervisor."""
        assert self._process is not None
        return self._process.pid

    def state(self) -> dict[str, Any]:
        """What the supervisor says of itself."""
        try:
            state: dict[str, Any] = json.loads((self.data / "run" / "state.json").read_text())
        except (OSError, ValueError):
            return {}
        return state

    def service_pid(self, name: str) -> int:
        """The process of a service; 0 while it is down."""
        return int(self.state().get("services", {}).get(name, {}).get("pid", 0))

    def kill(self, name: str) -> int:
        """kill -9 the service `name`, such as `web` or `tasks-default`; returns its old number."""
        pid = self.service_pid(name)
        os.kill(pid, signal.SIGKILL)
        return pid

    def back(self, name: str, old: int) -> None:
        """Wait until the service runs again under a new number."""
        wait_for(lambda: self.service_pid(name) not in (0, old), 30, f"{name} runs again")

    def everything(self) -> list[int]:
        """The supervisor and every process below it."""
        supervisor = psutil.Process(self.pid)
        return [supervisor.pid, *(child.pid for child in supervisor.children(recursive=True))]

    def client(self) -> Client:
        """Asks the site, trusting its own certificate alone."""
        return Client(self.origin, certificate=self.data / "tls" / "certificate.pem", seconds=30)

    def get(self, path: str, **headers: str) -> Answer:
        """One request, without cookies."""
        return self.client().get(
            path, headers={name.replace("_", "-"): text for name, text in headers.items()}
        )

    def credentials(self) -> list[dict[str, str]]:
        """The demonstration's accounts; asked once, for each asking starts the command line."""
        if not self._accounts:
            told = self.command("demo", "credentials", "--json")
            assert told.returncode == 0, told.stderr
            self._accounts = json.loads(told.stdout)
        return self._accounts

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """End it; returns when the supervisor has ended."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(number)
            self._process.wait(40)

    def log(self, name: str) -> str:
        """What a service wrote."""
        return (self.data / "log" / f"{name}.log").read_text(errors="replace")


def data_folder() -> Path:
    """A new folder that any user may reach, for the site gives up root."""
    top = Path(tempfile.mkdtemp(prefix="legation-site-"))
    top.chmod(0o755)
    return top / "data"


def ended(pid: int) -> bool:
    """Whether the process has ended (a zombie has)."""
    try:
        return bool(re.search(r"^State:\s+[ZX]", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE))
    except OSError:
        return not alive(pid)


@pytest.fixture(scope="session")
def running(django_db_setup: None) -> Iterator[Running]:
    """The demonstration, started once and shared: leave it as it was found. Whoever comes from here may say
    where they come from, so that what one test does often is no other's limit."""
    site = Running(data_folder(), LEGATION_TRUSTED_PROXIES="127.0.0.1/32")
    template.lay(site.data)
    try:
        site.start()
        yield site
    finally:
        site.stop()


@pytest.fixture
def own_site(django_db_setup: None) -> Iterator[Callable[..., Running]]:
    """Make further sites, each with a folder of its own unless one is given; not started yet. `afresh`:
    from nothing, so that the first start makes the tables itself, which takes it most of its time."""
    made: list[Running] = []

    def make(data: Path | None = None, *, afresh: bool = False, **environment: str) -> Running:
        site = Running(data or data_folder(), **environment)
        if not (data or afresh or "LEGATION_DATABASE_URL" in environment):
            template.lay(site.data)
        made.append(site)
        return site

    yield make
    for site in made:
        site.stop()
