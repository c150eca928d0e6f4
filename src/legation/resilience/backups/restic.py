"""The repository of copies: Debian's restic, a program of its own beside this one."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from legation.kernel.errors import LegationError, Unavailable
from legation.kernel.files import write_atomically
from legation.kernel.keys import master_key

HOURS = 6


@dataclass(frozen=True)
class Snapshot:
    """One copy in the repository."""

    id: str
    taken_at: dt.datetime
    tags: tuple[str, ...]


class Repository:
    """The repository of LEGATION_BACKUP_URL, sealed under a password derived from the master key."""

    def __init__(self, *, data: Path | None = None) -> None:
        self.url = str(settings.LEGATION_BACKUP_URL)
        self._data = Path(data or settings.LEGATION_DATA)

    def ensure(self) -> None:
        """Make the repository if it is not there. Raises LegationError when it cannot be reached."""
        if self._run("cat", "config", check=False).returncode == 0:
            self._run("unlock")
            return
        self._run("init")

    def store(
        self, folder: Path, names: Sequence[str], tag: str, notes: Sequence[str] = ()
    ) -> tuple[str, int]:
        """Copy files and folders of `folder`; returns the snapshot and the bytes it covers. `notes` are
        kept beside the tag, readable without opening the copy."""
        tags = [argument for text in (tag, *notes) for argument in ("--tag", text)]
        done = self._run("backup", "--json", "--host", "legation", *tags, "--", *names, cwd=folder)
        summary = json.loads(done.stdout.strip().splitlines()[-1])
        short = str(summary["snapshot_id"])  # the first eight digits, in restic 0.14
        whole = next(row.id for row in self.snapshots(tag) if row.id.startswith(short))
        return whole, int(summary["total_bytes_processed"])

    def snapshots(self, tag: str) -> list[Snapshot]:
        """Oldest first."""
        found: list[dict[str, Any]] = json.loads(
            self._run("snapshots", "--json", "--no-lock", "--tag", tag).stdout or "[]"
        )
        return sorted(
            (
                Snapshot(
                    row["id"],
                    dt.datetime.fromisoformat(row["time"][:19] + _zone(row["time"])),
                    tuple(row["tags"]),
                )
                for row in found or []
            ),
            key=lambda snapshot: snapshot.taken_at,
        )

    def fetch(self, snapshot: str, target: Path) -> None:
        """Restore a snapshot into a folder, each file verified."""
        self._run("restore", snapshot, "--no-lock", "--verify", "--target", str(target))

    def check(self) -> None:
        """Read every byte of the repository. Raises LegationError when any is damaged."""
        self._run("check", "--read-data")

    def forget(self, tag: str, *rules: str) -> None:
        """Drop the snapshots of a tag that the rules do not keep, and their data."""
        self._run("forget", "--tag", tag, "--group-by", "host", *rules, "--prune")

    def _run(self, *arguments: str, cwd: Path | None = None, check: bool = True) -> Any:
        program = shutil.which("restic")
        if program is None:
            raise Unavailable("The program restic is missing: apt-get install restic")
        command = [program, "--repo", self.url, "--password-file", str(self._password())]
        command += ["--cache-dir", str(self._data / "cache" / "restic"), "--quiet", *arguments]
        try:
            done = subprocess.run(
                command,
                cwd=cwd,
                check=False,
                capture_output=True,
                text=True,
                timeout=HOURS * 3600,
                env={**os.environ, "RESTIC_PROGRESS_FPS": "0"},
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Unavailable(f"restic did not end: {type(error).__name__}.") from error
        if check and done.returncode:
            words = (done.stderr or done.stdout).strip().splitlines() or ["no reason given"]
            raise LegationError(f"restic {arguments[0]} failed: {words[0][:200]}", permanent=False)
        return done

    def _password(self) -> Path:
        path = self._data / "keys" / "backup.password"
        password = master_key(settings.LEGATION_MASTER_KEY_FILE).derive("backup").hex().encode()
        if not path.exists() or path.read_bytes() != password:
            write_atomically(path, password, mode=0o600)
        return path


def _zone(text: str) -> str:
    """restic writes nanoseconds, which Python does not read."""
    return "+00:00" if text.endswith("Z") else text[-6:]
