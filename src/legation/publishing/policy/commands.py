"""`legation policy …`"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import django
import typer

app = typer.Typer(help="The privacy and security policy.", no_args_is_help=True)


@app.callback()
def start() -> None:
    """The privacy and security policy."""
    django.setup()


@app.command("publish")
def publish(
    folder: Annotated[
        Path | None,
        typer.Argument(help="A folder with one file a language, such as en.md; left out: the waiting draft."),
    ] = None,
) -> None:
    """Put a revision in force on every office's pages, within a second."""
    from legation.kernel.errors import LegationError
    from legation.publishing.policy import services

    try:
        version = services.publish(_draft(folder), None)
    except LegationError as error:
        typer.echo(str(error.sentence), err=True)
        raise typer.Exit(1) from error
    typer.echo(f"Version {version.number} is in force.")


def _draft(folder: Path | None) -> int:
    """The number of the draft made from the folder, or of the waiting one. Raises LegationError."""
    from legation.kernel.errors import LegationError
    from legation.publishing.policy import services
    from legation.publishing.policy.demonstration import read_folder
    from legation.publishing.policy.models import PolicyVersion

    if folder is not None and not folder.is_dir():
        raise LegationError(f"{folder} is not a folder.")
    if folder is not None:
        return services.draft(read_folder(folder), None).number
    waiting = PolicyVersion.objects.filter(published_at=None).first()
    if waiting is None:
        raise LegationError("No draft is waiting; name a folder with one file a language.")
    return waiting.number


@app.command("list")
def versions(as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False) -> None:
    """The versions, newest first."""
    from legation.publishing.policy.models import PolicyVersion

    rows = [
        {"version": row.number, "published": row.published_at.isoformat() if row.published_at else None}
        for row in PolicyVersion.objects.order_by("-number")
    ]
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        typer.echo(f"{row['version']}\t{row['published'] or 'draft'}")
