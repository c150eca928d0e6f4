"""A real clamd with two signatures, started once for these tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytest_django import Settings

from legation.defence.malware import disarming
from tests import workshop

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
MARK = b"a mark that only our own signature knows"


@contextmanager
def running_clamd() -> Iterator[tuple[Path, subprocess.Popen[bytes]]]:
    """The socket and the process of a clamd that knows the EICAR file and one mark of ours."""
    program = shutil.which("clamd", path=os.environ["PATH"] + ":/usr/sbin")
    if program is None:
        pytest.skip("clamd is not installed")
    with tempfile.TemporaryDirectory(prefix="clamd-") as name:
        folder = Path(name)
        signatures = folder / "signatures"
        signatures.mkdir()
        lines = f"Eicar-Test:0:0:{EICAR.hex()}\nLegation.Test.Mark:0:*:{MARK.hex()}\n"
        (signatures / "own.ndb").write_text(lines)
        socket = folder / "clamd.sock"
        (folder / "clamd.conf").write_text(
            f"LocalSocket {socket}\nDatabaseDirectory {signatures}\nForeground yes\n"
            "OfficialDatabaseOnly no\nStreamMaxLength 30M\nMaxThreads 2\n"
        )
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen([program, "-c", str(folder / "clamd.conf")], stdout=log, stderr=log)
            try:
                _wait(socket, process, folder / "log")
                yield socket, process
            finally:
                process.terminate()
                process.wait(10)


@pytest.fixture(autouse=True)
def _the_real_workshop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file goes through a process, as on the site."""
    monkeypatch.setattr(disarming, "_work", workshop.REAL)


@pytest.fixture(scope="session")
def clamd_socket() -> Iterator[Path]:
    """The socket of a running clamd, one for all tests."""
    with running_clamd() as (socket, _process):
        yield socket


@pytest.fixture
def scanner(clamd_socket: Path, settings: Settings) -> Path:
    """The settings name the running scanner."""
    settings.LEGATION_CLAMD = str(clamd_socket)
    return clamd_socket


def _wait(socket: Path, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        if socket.exists():
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    pytest.fail(f"clamd did not start: {log.read_text()[-500:]}")
