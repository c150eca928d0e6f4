"""`legation mail …`: what the mail server hands back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Mail that came back.", no_args_is_help=True)


@app.callback()
def main() -> None:
    """Keeps `bounce` a command of its own."""


@app.command()
def bounce(
    folder: Annotated[
        Path | None, typer.Option(help="A maildir, whose new messages are taken and removed.")
    ] = None,
) -> None:
    """Take one notice of non-delivery from standard input, or all of a maildir. Always exit code 0: a
    mail server must not send notices about notices."""
    import django

    django.setup()
    from legation.mail.bounces import LARGEST, take

    if folder is None:
        typer.echo("taken" if take(sys.stdin.buffer.read(LARGEST)) else "nothing of ours failed")
        return
    files = [file for room in ("new", "cur") for file in sorted((folder / room).glob("*")) if file.is_file()]
    taken = 0
    for file in files:
        with file.open("rb") as notice:
            taken += take(notice.read(LARGEST)) is not None
        file.unlink()
    typer.echo(f"{len(files)} read, {taken} taken")
