"""`legation drill …`"""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(help="Mock attacks on a restored copy of the site.", no_args_is_help=True)


@app.callback()
def start() -> None:
    """Mock attacks on a restored copy of the site."""
    import django

    django.setup()


@app.command("list")
def list_() -> None:
    """The drills there are, and how each last went."""
    from legation.resilience.drills.models import DrillRun
    from legation.resilience.drills.services import DRILLS

    for name in DRILLS:
        last = DrillRun.objects.filter(name=name).first()
        word = "never run" if last is None else f"{last.started_at:%Y-%m-%d} {'ok' if last.ok else 'failed'}"
        typer.echo(f"{name}: {word}")


@app.command("run")
def run(
    names: Annotated[list[str] | None, typer.Argument(help="Drills to run; all when none is named.")] = None,
) -> None:
    """Run drills; exit code 1 when one of them fails."""
    from legation.resilience.drills import services

    runs = [services.run_drill(name) for name in names or services.DRILLS]
    for done in runs:
        typer.echo(f"{done.name}: {'ok' if done.ok else 'FAILED'}\n{done.report}")
    raise typer.Exit(0 if all(done.ok for done in runs) else 1)
