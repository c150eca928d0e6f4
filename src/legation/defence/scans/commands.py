"""`legation scan …`"""

from __future__ import annotations

import json
from typing import Annotated

import typer

app = typer.Typer(help="Scans for weaknesses, and their findings.", no_args_is_help=True)


@app.callback()
def start() -> None:
    """Scans for weaknesses, and their findings."""
    import django

    django.setup()


@app.command("run")
def run(
    names: Annotated[list[str] | None, typer.Argument(help="Scans to run; all when none is named.")] = None,
) -> None:
    """Run scans now; exit code 1 when one saw a weakness or could not look."""
    from legation.defence.scans import services

    runs = services.run_all(names or ())
    for row in runs:
        result = f"could not look: {row.failure}" if row.failure else f"{row.weaknesses} weaknesses"
        typer.echo(f"{row.scan:18}{result}")
    raise typer.Exit(0 if not any(row.failure or row.weaknesses for row in runs) else 1)


@app.command("list")
def show(as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False) -> None:
    """The open findings; exit code 1 when one is overdue."""
    from legation.defence.scans.models import Finding

    rows = list(Finding.objects.open())
    if as_json:
        found = [
            {
                "scan": row.scan,
                "key": row.key,
                "severity": row.severity,
                "text": row.text,
                "opened_at": row.opened_at.isoformat(),
                "deadline": row.deadline.isoformat(),
                "overdue": row.is_overdue,
            }
            for row in rows
        ]
        typer.echo(json.dumps(found, indent=1))
    for row in [] if as_json else rows:
        state = "OVERDUE" if row.is_overdue else f"by {row.deadline:%Y-%m-%d}"
        typer.echo(f"{row.severity:10}{state:15}{row.scan}: {row.text}")
    raise typer.Exit(1 if any(row.is_overdue for row in rows) else 0)
