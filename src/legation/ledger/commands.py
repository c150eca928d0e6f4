"""`legation ledger …`: the log from outside, and its honest continuation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="The log of all acts: witnessed from outside, continued.", no_args_is_help=True)


@app.callback()
def start() -> None:
    """The log of all acts: witnessed from outside, continued."""


@app.command()
def witness(
    url: Annotated[str, typer.Argument(help="Any installation, such as https://www.example.org.")],
    kept: Annotated[Path, typer.Argument(help="File for its newest head; the key is kept beside it.")],
    certificate: Annotated[Path | None, typer.Option(help="Trust this certificate (PEM).")] = None,
) -> None:
    """Prove over the web that a log continues the head in a file, then keep the new head there. Exit code
    1 when it does not: what contradicts the old head is kept beside it."""
    from legation.kernel.http import Client
    from legation.ledger import outside

    typer.echo(outside.witness(Client(url, certificate=certificate), kept))


@app.command()
def resume(
    reason: Annotated[str, typer.Option(help="Why, in one sentence; it is recorded.")],
    operator: Annotated[
        str, typer.Option(help="Your address as an operator, or your name while there is none.")
    ],
) -> None:
    """After data was lost or put back honestly, other than by `legation restore`: continue the log with a
    signed record that names what is missing, and who says so."""
    import django

    django.setup()
    from legation.ledger import resuming, services

    row = resuming.resume(operator, reason)
    detail = services.opened(row)["detail"]
    assert isinstance(detail, dict)
    typer.echo(f"Records lost: {', '.join(detail['lost']) or 'none'}.")
    for head in detail["ended"]:
        typer.echo(f"No longer continued: the head of {head.partition(':')[0]} records.")
