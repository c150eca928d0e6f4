"""`legation check`: is this installation sound? Looks at the data folder and at the running site."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from legation.cli import stamp
from legation.cli.supervisor import certificate, health
from legation.config.options import Options, load
from legation.kernel.errors import LegationError
from legation.kernel.keys import MasterKey
from legation.kernel.processes import running


@dataclass(frozen=True)
class Seen:
    """One thing looked at. `fine` False makes the check fail."""

    what: str
    fine: bool
    told: str


def look(checkpoints: Sequence[Path] = ()) -> list[Seen]:
    """Everything that can be looked at from here. `checkpoints` are files with signed heads of the log
    that somebody kept: it is proved that the log of now continues them."""
    options = load()
    seen = [*_folder(options), _database(options), _holding(options), _certificate(options), *_site(options)]
    return [*seen, _ledger(), _heads(checkpoints)]


def as_json(found: list[Seen]) -> str:
    """For a machine to read."""
    return json.dumps([asdict(seen) for seen in found], indent=1, ensure_ascii=False)


def _folder(options: Options) -> Iterator[Seen]:
    prepared = stamp.fresh(options.data)
    yield Seen("data folder", prepared, str(options.data) if prepared else "not prepared by this version")
    try:
        MasterKey.load(options.master_key_file)
        mode = options.master_key_file.stat().st_mode & 0o077
        yield Seen("master key", not mode, "readable by others too" if mode else "readable by its owner only")
    except LegationError as error:
        yield Seen("master key", False, str(error))


def _database(options: Options) -> Seen:
    if options.database_url:
        return _postgresql("database", "default")
    return _file("database", options.data / "legation.sqlite3")


def _holding(options: Options) -> Seen:
    """Where answers to anonymous surveys wait; see docs/decisions/0025-holding-store.md."""
    what = "holding store"
    if options.database_url or options.holding_database_url:
        return _postgresql(what, "holding")
    return _file(what, options.data / "holding.sqlite3")


def _file(what: str, path: Path) -> Seen:
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            verdict = str(connection.execute("PRAGMA quick_check").fetchone()[0])
    except sqlite3.Error as error:
        return Seen(what, False, f"{path}: {error}")
    return Seen(what, verdict == "ok", verdict)


def _postgresql(what: str, alias: str) -> Seen:
    import django

    django.setup()
    from django.db import DatabaseError, connections

    try:
        connections[alias].ensure_connection()
    except DatabaseError as error:
        return Seen(what, False, type(error).__name__)
    return Seen(what, True, "answers")


def _certificate(options: Options) -> Seen:
    try:
        certificate.check(options.tls_cert, options.tls_key)
    except LegationError as error:
        return Seen("certificate", False, str(error))
    return Seen("certificate", True, str(options.tls_cert))


def _site(options: Options) -> Iterator[Seen]:
    state = health.ask(options.bind, options.port, options.hosts[0], seconds=5)
    yield Seen("site", state.get("status") == "ok", options.origin if state else "does not answer")
    for part in ("database", "scanner"):
        if state:
            yield Seen(f"site's {part}", state.get(part) == "ok", state.get(part, "unknown"))
    supervisor = _state(options.data)
    if supervisor and running(int(supervisor["pid"])):
        down = [name for name, service in supervisor["services"].items() if not service["pid"]]
        yield Seen("processes", not down, f"down: {', '.join(down)}" if down else "all run")
        if supervisor["root"]:
            yield Seen("privileges", True, supervisor["root"])


def _state(data: Path) -> dict[str, Any] | None:
    try:
        state: dict[str, Any] = json.loads((data / "run" / "state.json").read_text())
    except (OSError, ValueError):
        return None
    return state


def _ledger() -> Seen:
    import django

    django.setup()
    from django.db import DatabaseError

    from legation.ledger.verify import verify

    try:
        faults = verify()
    except (DatabaseError, LegationError) as error:
        return Seen("record of acts", False, f"cannot be verified: {error}")
    return Seen("record of acts", not faults, " ".join(map(str, faults)) or "complete and unchanged")


def _heads(checkpoints: Sequence[Path]) -> Seen:
    what = "heads kept elsewhere"
    from django.db import DatabaseError

    from legation.ledger import comparing

    try:
        found = comparing.compare([(str(path), path.read_text()) for path in checkpoints])
    except OSError as error:
        return Seen(what, False, f"{error.filename}: {error.strerror}")
    except UnicodeDecodeError:
        return Seen(what, False, "a file named with --checkpoint is no checkpoint")
    except (DatabaseError, LegationError) as error:
        return Seen(what, False, str(error))
    return Seen(what, not found.faults and not found.silent, found.told)
