"""Making a backup, and proving it by a real restore."""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from legation import __version__
from legation.kernel import clock
from legation.kernel.errors import Conflict, LegationError, Unavailable
from legation.kernel.files import write_atomically
from legation.ledger import batches
from legation.ledger.services import Act, record
from legation.resilience.backups import databases, erasures, heads
from legation.resilience.backups.assembly import MANIFEST, STAGING, TRAFFIC, compare, fetch
from legation.resilience.backups.models import BackupRun
from legation.resilience.backups.restic import Repository

log = logging.getLogger(__name__)
KEYS_FOLDER = "backup-keys"
# All else in the data folder is copied, so that what a new package keeps there is not forgotten.
# The keys stay out: whoever holds the repository must not hold them too.
LEFT_OUT = {"keys", "tls", "run", "edge", "static", "log", "cache", "drills", TRAFFIC, STAGING, KEYS_FOLDER}
_DATABASES = ("legation.sqlite3", "holding.sqlite3")  # and their journals
EVERY = dt.timedelta(hours=23)
KEEP = ("--keep-last", "3", "--keep-daily", "30", "--keep-weekly", "12", "--keep-monthly", "12")
KEEP_KEYS = ("--keep-last", "1", "--keep-within", "30d")
# Of the access log the newest copy alone is kept: no copy may outlive the ninety days by more than a day.
KEEP_TRAFFIC = ("--keep-last", "1")


def backup_now(kind: str = "manual") -> BackupRun:
    """Copy everything, then prove the copy by restoring it. A failure is in the run's `failure`.

    Raises Conflict while another backup runs.
    """
    with _alone():
        run = BackupRun.objects.create(kind=kind)
        try:
            _copy(run)
            run.ok = True
            run.save()
            record(Act("backup.made", detail={"snapshot": run.snapshot, "bytes": run.bytes}))
            _prove(run)
        except Exception as error:  # whatever went wrong, the run says so; the site goes on
            log.exception("the backup failed")
            _fail(run, error)
        return run


def due() -> bool:
    """Whether a day has passed since the last proven backup began; on PostgreSQL, since the last."""
    made = BackupRun.objects.filter(ok=True, started_at__gt=clock.now() - EVERY)
    if connection.vendor == "sqlite":
        made = made.exclude(verified_at=None)
    return not made.exists()


def verify_last() -> BackupRun:
    """Prove the newest backup again. Raises LegationError when there is none."""
    run = BackupRun.objects.filter(ok=True).first()
    if run is None:
        raise LegationError("There is no backup yet: legation backup now")
    with _alone():
        try:
            _prove(run)
        except Exception as error:  # likewise
            log.exception("the backup could not be verified")
            run.verified_at = None
            _fail(run, error)
    return run


def _copy(run: BackupRun) -> None:
    data, repository = Path(settings.LEGATION_DATA), Repository()
    repository.ensure()
    erasures.note_all()
    staging, keys = data / STAGING, data / KEYS_FOLDER
    for folder in (staging, keys):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700, parents=True)
    try:
        copy = databases.dump(staging, keys / databases.KEYS)
        manifest = {
            "format": 1,
            "version": __version__,
            "taken_at": clock.now().isoformat(),
            "database": copy,
            "log_size": batches.tiles().size,
        }
        write_atomically(staging / MANIFEST, json.dumps(manifest, indent=1).encode(), mode=0o600)
        notes = heads.notes()  # before the files: the log in the copy reaches at least as far
        run.snapshot, run.bytes = repository.store(data, [STAGING, *_files(data)], "data", notes)
        run.keys_snapshot, _ = repository.store(data, [KEYS_FOLDER], "keys")
    finally:
        for folder in (staging, keys):
            shutil.rmtree(folder, ignore_errors=True)
    run.finished_at = clock.now()
    repository.forget("data", *KEEP)
    repository.forget("keys", *KEEP_KEYS)
    if (data / TRAFFIC).exists():
        repository.store(data, [TRAFFIC], TRAFFIC)
        repository.forget(TRAFFIC, *KEEP_TRAFFIC)


def _files(data: Path) -> list[str]:
    """What lies in the data folder beside the databases. The holding store of surveys is never copied: two
    copies of it around one answer would tell whose that is."""
    return sorted(
        path.name
        for path in data.iterdir()
        if path.name not in LEFT_OUT
        and not path.name.startswith((*_DATABASES, "."))
        and (path.is_dir() or path.is_file())
    )


def _prove(run: BackupRun) -> None:
    """Read the whole repository, restore the copy elsewhere, compare it with what was copied."""
    repository = Repository()
    repository.check()
    with tempfile.TemporaryDirectory(prefix="legation-verify-") as name:
        folder = Path(name)
        manifest = fetch(repository, run.snapshot, folder)
        compare(manifest, folder)
    if manifest["database"]["engine"] != "sqlite":
        raise Unavailable(
            "The copy of the PostgreSQL database was fetched unchanged, but this version loads no second "
            "database to prove it: restore it on another machine."
        )
    run.verified_at, run.failure = clock.now(), ""
    run.save()
    rows: dict[str, Any] = manifest["database"]["rows"]
    record(
        Act("backup.verified", detail={"snapshot": run.snapshot, "rows": sum(rows.values())}),
    )


def _fail(run: BackupRun, error: Exception) -> None:
    sentence = error.sentence if isinstance(error, LegationError) else f"{type(error).__name__}: {error}"
    run.failure, run.finished_at = str(sentence)[:300], run.finished_at or clock.now()
    run.save()
    record(Act("backup.failed", reason=run.failure))


@contextmanager
def _alone() -> Iterator[None]:
    path = Path(settings.LEGATION_DATA) / "run" / "backup.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict("Another backup is running; wait until it has ended.") from error
        yield
