"""`legation …`: the command line."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from legation.accounts.staff import commands as users
from legation.assurance import commands as assurance
from legation.casework.desk import commands as cases
from legation.cli import managing
from legation.defence.detection import commands as blocks
from legation.defence.scans import commands as scans
from legation.ledger import commands as ledger
from legation.mail import commands as mail
from legation.publishing.policy import commands as policy
from legation.resilience.backups import commands as backups
from legation.resilience.drills import commands as drills

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "legation.config.settings")
app = typer.Typer(
    name="legation",
    help="The joint website of a foreign ministry.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


demo = typer.Typer(help="The demonstration's content and accounts.", no_args_is_help=True)
app.add_typer(demo, name="demo")
app.add_typer(assurance.app, name="assurance")
app.add_typer(policy.app, name="policy")
app.add_typer(backups.app, name="backup")
app.command("restore")(backups.restore)
app.add_typer(ledger.app, name="ledger")
app.add_typer(drills.app, name="drill")
app.add_typer(blocks.app, name="blocks")
app.add_typer(scans.app, name="scan")
app.add_typer(users.app, name="users")
app.add_typer(mail.app, name="mail")
app.add_typer(cases.app, name="cases")


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


app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(managing.manage)


@app.command()
def prepare() -> None:
    """Make the data folder ready; safe to repeat."""
    from legation.cli import prepare as preparing

    preparing.prepare()


@app.command()
def run() -> None:
    """Serve the site until Ctrl-C: web workers, tasks, schedule, malware scanner."""
    from legation.cli.supervisor import main as supervisor

    supervisor.run()


@app.command()
def check(
    as_json: Annotated[bool, typer.Option("--json", help="For a machine to read.")] = False,
    checkpoint: Annotated[
        list[Path] | None, typer.Option(help="A signed head of the log, kept earlier. May be repeated.")
    ] = None,
) -> None:
    """Whether this installation is sound; exit code 1 when something is not."""
    from legation.cli import checking

    found = checking.look(checkpoint or ())
    if as_json:
        typer.echo(checking.as_json(found))
    for seen in [] if as_json else found:
        typer.echo(f"{'ok  ' if seen.fine else 'BAD '} {seen.what}: {seen.told}")
    raise typer.Exit(0 if all(seen.fine for seen in found) else 1)


@app.command(hidden=True)
def compile_texts() -> None:
    """Compile the translated texts; part of installing."""
    from legation.cli.catalogues import compile_all

    compile_all()


service = typer.Typer(help="What `legation run` starts.", no_args_is_help=True, hidden=True)
app.add_typer(service, name="service")


@service.command("schedule")
def service_schedule() -> None:
    """Start what is due, each second."""
    import django

    django.setup()
    from legation.cli import processes

    processes.schedule()


@service.command("tasks")
def service_tasks(queue: str) -> None:
    """Work through one queue."""
    import django

    django.setup()
    from legation.cli import processes

    processes.tasks(queue)


@service.command("detector")
def service_detector() -> None:
    """Watch for attacks."""
    import_module("legation.defence.detection.detector").main()


@service.command("refuse-demonstration")
def service_refuse_demonstration() -> None:
    """Exit code 1 when a real installation holds the demonstration."""
    import django

    django.setup()
    from legation.cli import processes

    processes.refuse_demonstration()


@app.callback()
def callback(context: typer.Context) -> None:
    """The joint website of a foreign ministry, which proves that it keeps its policy."""
    from legation.cli.supervisor.account import act_as_owner
    from legation.config.options import load

    if context.invoked_subcommand not in ("run", "compile-texts"):
        act_as_owner(load().data)


def main() -> None:
    """Exit code 0 fine, 1 failed, 2 misused."""
    from legation.config.options import WrongOption
    from legation.kernel.errors import LegationError

    try:
        app()
    except LegationError as error:
        sys.stderr.write(f"{error.sentence}\n")
        sys.exit(2 if isinstance(error, WrongOption) else 1)
