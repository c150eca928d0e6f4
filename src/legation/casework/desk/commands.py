"""`legation cases …`: by what cases are found."""

from __future__ import annotations

from typing import Annotated

import django
import typer

app = typer.Typer(help="Case work: by what cases are found at the desks.", no_args_is_help=True)


@app.callback()
def start() -> None:
    """Case work: by what cases are found at the desks."""
    django.setup()


@app.command("index")
def index(
    everything: Annotated[
        bool, typer.Option("--all", help="Those that have theirs too, such as after a change of the rules.")
    ] = False,
) -> None:
    """Make the keyed hashes by which cases are found, for cases that have none; shows and records nothing."""
    from legation.casework.desk.finding.indexing import index_again, index_missing

    count = index_again() if everything else index_missing()
    typer.echo(f"{count} cases are found by name and address anew.")
