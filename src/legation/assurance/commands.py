"""`legation assurance …`"""

from __future__ import annotations

import json
from typing import Annotated

import typer

app = typer.Typer(help="The promises, their controls and their evidence.", no_args_is_help=True)


@app.callback()
def start() -> None:
    """The promises, their controls and their evidence."""
    import django

    django.setup()


@app.command("run")
def run(
    names: Annotated[
        list[str] | None, typer.Argument(help="Controls to run; all when none is named.")
    ] = None,
    inside: Annotated[bool, typer.Option(help="Ask the application in this process.")] = False,
) -> None:
    """Run controls now; exit code 1 when one of them is not good."""
    from legation.assurance import services
    from legation.assurance.inside import InsideSite
    from legation.assurance.outside import OutsideSite

    site = InsideSite() if inside else OutsideSite()
    if names:
        made = [services.run_control(services.find(name), site) for name in names]
        services.note_standings()
    else:
        made = services.run_all(site)
    words = {True: "kept", False: "FAILED", None: "unclear"}
    for evidence in made:
        typer.echo(f"{words[evidence.kept]:8}{evidence.promise:18}{evidence.control}: {evidence.seen}")
    raise typer.Exit(0 if all(evidence.kept for evidence in made) else 1)


@app.command("show")
def show(as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False) -> None:
    """How every promise stands; exit code 1 when one has failed."""
    from legation.assurance.queries import Verdict, rows

    found = rows()
    if as_json:
        typer.echo(json.dumps([{"id": row.promise, "verdict": row.verdict} for row in found], indent=1))
    else:
        for row in found:
            names = ", ".join(checked.control.name for checked in row.controls) or "no control yet"
            typer.echo(f"{row.verdict:10}{row.promise:18}{names}")
    raise typer.Exit(1 if any(row.verdict is Verdict.FAILED for row in found) else 0)


@app.command("export")
def export() -> None:
    """The signed register as JSON, as `/assurance.json` shows it."""
    from legation.assurance.report import report

    typer.echo(json.dumps(report(), ensure_ascii=False, indent=1))
