"""From a snapshot back to files: fetched, compared with their manifest, made a data folder again."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from legation.kernel import clock
from legation.kernel.errors import LegationError
from legation.resilience.backups import databases, erasures
from legation.resilience.backups.restic import Repository, Snapshot

STAGING = "backup"
MANIFEST = "manifest.json"
DATABASE = "legation.sqlite3"
TRAFFIC = "traffic"


def choose(repository: Repository, at: dt.datetime | None = None) -> Snapshot:
    """The newest copy, or the newest not younger than `at`. Raises LegationError when there is none."""
    found = [row for row in repository.snapshots("data") if at is None or row.taken_at <= at]
    if not found:
        raise LegationError("There is no backup of that time; `legation backup list` shows what there is.")
    return found[-1]


def fetch(repository: Repository, snapshot: str, folder: Path) -> dict[str, Any]:
    """Restore a snapshot's files into `folder`; returns its manifest."""
    repository.fetch(snapshot, folder)
    try:
        manifest: dict[str, Any] = json.loads((folder / STAGING / MANIFEST).read_text())
    except (OSError, ValueError) as error:
        raise LegationError("The backup has no readable manifest.") from error
    return manifest


def compare(manifest: dict[str, Any], folder: Path) -> None:
    """Raises LegationError unless the restored database is the one that was copied."""
    copied = manifest["database"]
    path = folder / STAGING / copied["copy"]
    if databases.digest(path) != copied["sha256"]:
        raise LegationError("The restored database differs from the one that was copied.")
    if copied["engine"] == "sqlite" and databases.sqlite_rows(path) != copied["rows"]:
        raise LegationError("The restored database has other rows than the one that was copied.")


def assemble(repository: Repository, snapshot: str, target: Path, *, with_keys: bool) -> dict[str, Any]:
    """Make `target`, which must be empty or missing, a data folder from a snapshot; its manifest.

    Without keys, nothing personal in it can be opened.
    """
    if target.exists() and any(target.iterdir()):
        raise LegationError(f"{target} is not empty; name a folder that is.")
    target.mkdir(parents=True, exist_ok=True)
    manifest = fetch(repository, snapshot, target)
    compare(manifest, target)
    if with_keys and (records := repository.snapshots(TRAFFIC)):
        repository.fetch(records[-1].id, target)
    if manifest["database"]["engine"] == "sqlite":
        staged = target / STAGING / databases.SQLITE_COPY
        if with_keys:
            known = erasures.erased() | erasures.erased(target / "ledger" / "erasures.jsonl")
            databases.put_keys_back(staged, newest_keys(repository), known, _now())
        staged.rename(target / DATABASE)
        shutil.rmtree(target / STAGING)
    return manifest


def newest_keys(repository: Repository) -> dict[str, bytes]:
    """The persons' keys of the newest snapshot of keys: who was erased before it is not in it."""
    snapshots = repository.snapshots("keys")
    if not snapshots:
        raise LegationError("The repository holds no keys: personal information cannot be restored.")
    with tempfile.TemporaryDirectory(prefix="legation-keys-") as name:
        repository.fetch(snapshots[-1].id, Path(name))
        return databases.read_keys(Path(name) / "backup-keys" / databases.KEYS)


def _now() -> str:
    """As Django writes moments to SQLite."""
    return clock.now().strftime("%Y-%m-%d %H:%M:%S.%f")
