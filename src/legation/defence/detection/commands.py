"""`legation blocks …`"""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated

import typer

app = typer.Typer(help="Networks that get no answer for a time.", no_args_is_help=True)


@app.callback()
def start() -> None:
    """Networks that get no answer for a time."""
    import django

    django.setup()


@app.command("add")
def add(
    network: Annotated[str, typer.Argument(help="Such as 192.0.2.7 or 192.0.2.0/24.")],
    minutes: Annotated[int, typer.Option(min=1, max=525_600)] = 60,
    reason: Annotated[str, typer.Option(help="Why, for the security desk.")] = "by command line",
) -> None:
    """Block a network in every worker at once; exit code 1 when it is never to be blocked."""
    from legation.defence.detection import services

    row = services.block_by_hand(network, dt.timedelta(minutes=minutes), reason)
    typer.echo(f"{row.network} is blocked until {row.until:%Y-%m-%d %H:%M} UTC")


@app.command("remove")
def remove(network: str) -> None:
    """End the blocks of a network; exit code 1 when there is none."""
    from legation.defence.detection import services
    from legation.defence.detection.models import Block
    from legation.defence.detection.networks import parse

    row = Block.objects.in_force().filter(network=str(parse(network))).first()
    if row is None:
        typer.echo(f"{network} is not blocked.", err=True)
        raise typer.Exit(1)
    services.remove_block(row)
    typer.echo(f"{row.network} is no longer blocked")


@app.command("list")
def show(as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False) -> None:
    """The blocks in force."""
    from legation.defence.detection.models import Block

    rows = [
        {"network": row.network, "reason": row.reason, "until": row.until.isoformat(), "note": row.note}
        for row in Block.objects.in_force()
    ]
    if as_json:
        typer.echo(json.dumps(rows, indent=1))
    for row in [] if as_json else rows:
        typer.echo("{network:24}{reason:18}{until}  {note}".format(**row))
