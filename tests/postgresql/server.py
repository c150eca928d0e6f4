"""A PostgreSQL server of the tests' own, from Debian's package, on a free loopback port."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def binaries() -> Path:
    """The newest installed server's programs. Raises FileNotFoundError when there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if not found:
        raise FileNotFoundError("PostgreSQL is not installed: apt-get install postgresql")
    return found[-1].parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def server(*settings: str) -> Iterator[str]:
    """Yields the URL of a database in which the user may create others; gone afterwards. `settings` of the server as
    `name=value`."""
    folder, port = Path(tempfile.mkdtemp(prefix="legation-pg-")), free_port()
    as_owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_owner:
        shutil.chown(folder, "postgres")
    where = binaries()

    def run(*command: str) -> None:
        subprocess.run([*as_owner, *command], check=True, stdout=subprocess.DEVNULL, cwd=folder)

    run(str(where / "initdb"), "-D", f"{folder}/data", "-U", "legation", "-A", "trust", "--no-sync")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=500 -c unix_socket_directories={folder}"
    options += "".join(f" -c {setting}" for setting in settings)
    run(str(where / "pg_ctl"), "-D", f"{folder}/data", "-w", "-l", f"{folder}/log", "-o", options, "start")
    try:
        yield f"postgresql://legation@127.0.0.1:{port}/postgres"
    finally:
        run(str(where / "pg_ctl"), "-D", f"{folder}/data", "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
