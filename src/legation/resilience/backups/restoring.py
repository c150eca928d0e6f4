"""Restoring into the data folder of a stopped site."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

from legation.edge.bulletin import EVERYTHING, Change, announce
from legation.kernel import clock
from legation.kernel.errors import Conflict
from legation.ledger import batches
from legation.ledger.models import LedgerRecord
from legation.ledger.services import opened
from legation.ledger.tiles import Tiles
from legation.resilience.backups import databases, erasures
from legation.resilience.backups.assembly import DATABASE, STAGING, assemble, choose, newest_keys
from legation.resilience.backups.restic import Repository, Snapshot


@dataclass(frozen=True)
class Restored:
    """What a restore did; `lost` names ranges of the record, `kept_aside` the replaced database."""

    snapshot: Snapshot
    lost: tuple[str, ...]
    kept_aside: Path | None


def restore_to(folder: Path, at: dt.datetime | None = None) -> Snapshot:
    """Make an empty folder a data folder. The master key is not in a backup: put it beside."""
    repository = Repository()
    snapshot = choose(repository, at)
    assemble(repository, snapshot.id, folder, with_keys=True)
    return snapshot


def restore(at: dt.datetime | None = None) -> Restored:
    """Put database and files back, keep erased people erased, and continue the record with a signed
    entry that names what was lost. Raises Conflict while the site runs."""
    data = Path(settings.LEGATION_DATA)
    refuse_running(data)
    repository = Repository()
    snapshot = choose(repository, at)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=data) as name:
        folder = Path(name) / "data"
        manifest = assemble(repository, snapshot.id, folder, with_keys=True)
        _keep_the_longer_log(folder, data)
        connections.close_all()
        aside = None
        if manifest["database"]["engine"] == "sqlite":
            aside = _replace_database(folder / DATABASE, data / DATABASE)
        else:
            known = erasures.erased()
            now = clock.now().isoformat()
            databases.load_postgres(folder / STAGING, newest_keys(repository), known, now)
            shutil.rmtree(folder / STAGING)
        shutil.copytree(folder, data, dirs_exist_ok=True)
    erasures.note_all()
    announce(data, Change.WITHDRAW, [EVERYTHING])  # pages that were kept show what is no longer there
    row = batches.note_restored(snapshot.id)
    lost = tuple(str(text) for text in _lost(row.pk))
    connection.close()
    return Restored(snapshot, lost, aside)


def refuse_running(data: Path) -> None:
    """Raises Conflict while `legation run` serves this data folder."""
    try:
        pid = int(json.loads((data / "run" / "state.json").read_text())["pid"])
        os.kill(pid, 0)
    except (OSError, ValueError, KeyError):
        return
    raise Conflict("The site is running: stop it first, then restore.")


def _keep_the_longer_log(restored: Path, data: Path) -> None:
    """The log on disk outlives the database; the copy's is used only when it reaches further."""
    if Tiles(data / "ledger").size >= Tiles(restored / "ledger").size:
        shutil.rmtree(restored / "ledger", ignore_errors=True)
        return
    known = erasures.erased(data / "ledger" / "erasures.jsonl")
    shutil.rmtree(data / "ledger", ignore_errors=True)
    shutil.move(restored / "ledger", data / "ledger")
    erasures.note(known)


def _replace_database(copy: Path, place: Path) -> Path | None:
    aside = None
    if place.exists():
        aside = place.with_name(f"{place.name}.before-restore-{clock.now():%Y%m%dT%H%M%S}")
        place.rename(aside)
    for ending in ("-wal", "-shm"):
        journal = place.with_name(place.name + ending)
        if journal.exists() and aside is not None:
            journal.rename(aside.with_name(aside.name + ending))
    copy.rename(place)
    return aside


def _lost(pk: int) -> list[str]:

    detail = opened(LedgerRecord.objects.get(pk=pk))["detail"]
    assert isinstance(detail, dict)
    found: list[str] = detail["lost"]
    return found
