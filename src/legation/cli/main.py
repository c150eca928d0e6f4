"""`legation …`: the command line."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from legation.assurance import commands as assurance

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "legation.config.settings")
app = typer.Typer(name="legation", help="The joint website of a foreign ministry.", no_args_is_help=True)


demo = typer.Typer(help="The demonstration's content and accounts.", no_args_is_help=True)
app.add_typer(demo, name="demo")
app.add_typer(assurance.app, name="assurance")


@demo.command("load")
def demo_load() -> None:
    """Load the demonstration; safe to repeat."""
    import django

    django.setup()
    from legation.cli import demonstration

    for package in demonstration.load():
        typer.echo(package)


@demo.command("credentials")
def demo_credentials(
    as_json: Annotated[bool, typer.Option("--json", help="For a machine to read.")] = False,
) -> None:
    """The demonstration accounts; exit code 1 before the demonstration is loaded."""
    import django

    django.setup()
    from legation.accounts.commands import print_credentials

    raise typer.Exit(0 if print_credentials(as_json=as_json) else 1)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def manage(context: typer.Context) -> None:
    """Run one of Django's own commands."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["legation manage", *context.args])


@app.command()
def prepare() -> None:
    """Make the data folder ready; safe to repeat."""
    from legation.cli import prepare as preparing

    preparing.prepare()


@app.callback()
def callback() -> None:
    """The joint website of a foreign ministry, which proves that it keeps its policy."""


def main() -> None:
    """Exit code 0 fine, 1 failed, 2 misused."""
    sys.exit(app())
