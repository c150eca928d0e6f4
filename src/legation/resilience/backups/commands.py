"""`legation backup …` and `legation restore`."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Backups: made, listed, proved by a restore.", no_args_is_help=True)


@app.callback()
def start() -> None:
    """Backups: made, listed, proved by a restore."""
    import django

    django.setup()


@app.command("now")
def now() -> None:
    """Make a backup and prove it by restoring it elsewhere."""
    from legation.resilience.backups import services

    _say(services.backup_now())


@app.command("verify")
def verify() -> None:
    """Read the whole repository and restore the newest backup elsewhere."""
    from legation.resilience.backups import services

    _say(services.verify_last())


@app.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False) -> None:
    """What can be restored, oldest first."""
    from legation.resilience.backups.models import BackupRun
    from legation.resilience.backups.restic import Repository

    proved = set(BackupRun.objects.exclude(verified_at=None).values_list("snapshot", flat=True))
    rows = [
        {"snapshot": row.id, "taken_at": row.taken_at.isoformat(), "verified": row.id in proved}
        for row in Repository().snapshots("data")
    ]
    if as_json:
        typer.echo(json.dumps(rows, indent=1))
        return
    for row in rows:
        typer.echo(f"{row['taken_at']}  {str(row['snapshot'])[:8]}  {'verified' if row['verified'] else ''}")
    if not rows:
        typer.echo("There is no backup yet: legation backup now")


def restore(
    to: Annotated[Path | None, typer.Option(help="An empty folder, instead of the data folder.")] = None,
    at: Annotated[str | None, typer.Option(help="As things were then, such as 2026-03-01T09:00.")] = None,
) -> None:
    """Restore database and files; the site must be stopped. The master key is not in any backup."""
    import django

    django.setup()
    from legation.resilience.backups import restoring

    moment = _moment(at)
    if to is not None:
        snapshot = restoring.restore_to(to.absolute(), moment)
        typer.echo(f"Restored the backup of {snapshot.taken_at:%Y-%m-%d %H:%M} UTC to {to}.")
        typer.echo(f"It needs the installation's master key at {to}/keys/master.key.")
        typer.echo("If it takes the place of a site whose data folder is lost: legation ledger resume")
        return
    done = restoring.restore(moment)
    typer.echo(f"Restored the backup of {done.snapshot.taken_at:%Y-%m-%d %H:%M} UTC.")
    typer.echo(f"Records lost: {', '.join(done.lost) or 'none'}; a signed entry in the log says so.")
    if done.kept_aside is not None:
        typer.echo(f"The former database is {done.kept_aside}; delete it once it is not needed.")


def _moment(text: str | None) -> dt.datetime | None:
    if text is None:
        return None
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("Write the time as 2026-03-01T09:00 (UTC).") from error
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def _say(run: object) -> None:
    from legation.resilience.backups.models import BackupRun

    assert isinstance(run, BackupRun)
    if run.verified_at is None:
        typer.echo(f"The backup failed: {run.failure}", err=True)
        raise typer.Exit(1)
    typer.echo(f"Backup {run.snapshot[:8]}, {run.bytes} bytes, verified by a restore.")
